import { setTimeout as sleep } from 'node:timers/promises';
import { connectClient, type Temporal } from '../temporal/connect';
import { ensureRetention, ensureSearchAttributes, retentionDays } from '../temporal/namespace';
import type { ResolvedConnection } from '../temporal/resolve';

export interface ReadyOptions {
  target: ResolvedConnection;
  log: (line: string) => void;
  /** Called after each attempt without an answer. Throws to end the wait. */
  onSilence?: (error: unknown) => void;
}

/** ms: less than the unit's `TimeoutStartSec`. A small machine that starts everything at once is slow. */
const startLimit = 50_000;

/** Waits until roost's own server answers, then prepares what runs need. */
export async function makeReady({ target, log, onSilence = () => {} }: ReadyOptions): Promise<void> {
  const temporal = await answering(target, onSilence);
  try {
    if (await ensureRetention(temporal.connection, target.namespace))
      log(`Temporal keeps closed runs for ${retentionDays} days`);
    await ensureSearchAttributes(temporal.connection, target.namespace);
  } finally {
    await temporal.close();
  }
}

async function answering(target: ResolvedConnection, onSilence: (error: unknown) => void): Promise<Temporal> {
  const deadline = Date.now() + startLimit;
  for (;;) {
    try {
      return await connectClient({ target, timeout: 2_000 });
    } catch (error) {
      onSilence(error);
      if (Date.now() > deadline) throw error;
      await sleep(50);
    }
  }
}
