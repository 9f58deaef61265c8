/** The home folder of a host's SSH user. */
import { posix } from 'node:path';
import { RoostError } from '../errors';
import { shellScript } from '../lib/shell-script';
import type { Host } from './types';

const homeCommand = shellScript(__dirname, 'home')();

/** Absolute. Errors: `HostMisconfigured`, and those of the host. */
export async function homeOf(host: Host): Promise<string> {
  const { stdout } = await host.exec(homeCommand);
  // It comes from the host, so only a path is accepted.
  if (posix.isAbsolute(stdout) && !/\p{Cc}/u.test(stdout)) return posix.normalize(stdout);
  throw new RoostError('HostMisconfigured', `The SSH user of ${host.name} has no home folder.`, {
    host: host.name,
  });
}
