import { makeStateFolder, stateFiles } from '../lib/files/state';
import { withLockFolder } from '../tools';
import { stopGateway } from './background-gateway';
import { stopWorker } from './background-worker';
import { stopEmbedded } from './embedded';

export interface DownOptions {
  env?: NodeJS.ProcessEnv;
  log?: (line: string) => void;
}

export interface DownResult {
  /** Whether they ran. */
  gateway: boolean;
  worker: boolean;
  server: boolean;
}

/** Ends gateway and worker, then the embedded server. Runs in progress continue at the next `up`. */
export function down(options: DownOptions = {}): Promise<DownResult> {
  const { env = process.env, log = () => {} } = options;
  const files = stateFiles(env);
  makeStateFolder(files);
  return withLockFolder(files.lock, async () => {
    const gateway = await stopGateway(env);
    if (gateway) log('gateway ended');
    const worker = await stopWorker(env);
    log(worker ? 'worker ended' : 'no worker ran');
    const server = await stopEmbedded(env);
    log(server ? 'Temporal ended' : 'no Temporal of ours ran');
    return { gateway, worker, server };
  });
}
