/**
 * The Temporal of a control host that is gone, for its histories: on
 * a copy of its database, without a worker.
 */
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { RoostError } from '../errors';
import { stateFiles, type TemporalState } from '../lib/files/state';
import { endProcess, isAlive, startDetached, tailOf } from '../lib/process';
import { findTool } from '../tools';
import { freePort } from './ports';
import { makeReady } from './ready';
import { namespace, serverArgs, stateOf } from './server';

export interface FormerTemporal extends TemporalState {
  /** Ends it; what it wrote goes with the copy. */
  close(): Promise<void>;
}

const endLimit = 10_000;

/** Errors: `FormerMissing`, `TemporalUnreachable`, `ToolMissing`. */
export async function openFormer(
  env: NodeJS.ProcessEnv,
  log: (line: string) => void,
): Promise<FormerTemporal> {
  const { folder, formerDatabase } = stateFiles(env);
  if (!existsSync(formerDatabase))
    throw new RoostError('FormerMissing', `There is no ${formerDatabase}.`, { file: formerDatabase });
  const own = mkdtempSync(join(folder, 'former-'));
  const [database, serverLog] = [join(own, 'temporal.db'), join(own, 'server.log')];
  const drop = () => rmSync(own, { recursive: true, force: true });
  try {
    copyFileSync(formerDatabase, database);
    const [port, uiPort, httpPort, metricsPort] = await distinctPorts();
    const ports = { port: port!, uiPort: uiPort!, httpPort: httpPort!, metricsPort: metricsPort! };
    const state = stateOf(ports);
    const identity = startDetached(
      await findTool('temporal', { env, log }),
      serverArgs(database, ports),
      serverLog,
      env,
    );
    const close = async () => {
      await endProcess(identity, endLimit);
      drop();
    };
    try {
      const { address } = state;
      await makeReady({
        target: { options: { address }, address, namespace, source: 'embedded' },
        log: () => {},
        onSilence(error) {
          if (isAlive(identity)) return;
          throw new RoostError(
            'TemporalUnreachable',
            `Temporal ended while starting on the former database:\n${tailOf(serverLog)}`,
            {},
            { cause: error },
          );
        },
      });
    } catch (error) {
      await close();
      throw error;
    }
    return { ...state, close };
  } catch (error) {
    drop();
    throw error;
  }
}

async function distinctPorts(): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < 4) ports.add(await freePort());
  return [...ports];
}
