import { connectClient, type Temporal } from '../src/temporal/connect';
import { temporalRuns } from '../src/temporal/runs/client';
import type { Runs } from '../src/temporal/runs/types';

export interface Asker {
  /** Asks Temporal; after a failure on a new connection. */
  ask<T>(question: (runs: Runs, temporal: Temporal) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Questions to the Temporal of that environment, on one connection: a command of roost for each would cost a second. */
export function asker(env: NodeJS.ProcessEnv): Asker {
  let temporal: Temporal | undefined;
  return {
    async ask(question) {
      try {
        temporal ??= await connectClient({ env });
        return await question(temporalRuns(temporal), temporal);
      } catch (error) {
        const broken = temporal;
        temporal = undefined;
        await broken?.close().catch(() => undefined);
        throw error;
      }
    },
    async close() {
      await temporal?.close();
    },
  };
}
