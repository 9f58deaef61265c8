/** Finds and reads the fleet file; parsing is `src/fleet/config`'s. */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { RoostError } from './errors';
import { parseFleet, type Fleet } from './fleet/config';

/** `--fleet`, else ROOST_FLEET, else fleet.yaml in the present folder. Errors: `FleetNotFound`, `FleetInvalid`. */
export function loadFleet(option: string | undefined, env: NodeJS.ProcessEnv): Fleet {
  const file = option ?? env.ROOST_FLEET ?? 'fleet.yaml';
  const home = env.HOME ?? homedir();
  const text = read(file);
  if (text === undefined) {
    const said = option ? '--fleet' : env.ROOST_FLEET ? 'ROOST_FLEET' : 'neither --fleet nor ROOST_FLEET is given';
    throw new RoostError('FleetNotFound', `There is no fleet file ${resolve(file)} (${said})`, { file: resolve(file) });
  }
  const sshConfig = read(join(home, '.ssh', 'config'));
  return parseFleet(text, { file, home, ...(sshConfig !== undefined && { sshConfig }) });
}

/** Undefined for a file that is not there; anything else in the way is an error. */
function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new RoostError('FleetNotFound', `${file} cannot be read: ${(error as Error).message}`, { file });
  }
}
