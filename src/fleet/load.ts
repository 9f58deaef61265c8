/** Finds and reads the fleet file; parsing is `src/fleet/file`'s. */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { RoostError } from '../errors';
import { parseFleet, type Fleet } from './file';

/**
 * `--fleet`, else ROOST_FLEET, else fleet.yaml in the present folder.
 * Errors: `FleetNotFound`, `FleetInvalid`.
 */
export function loadFleet(option: string | undefined, env: NodeJS.ProcessEnv): Fleet {
  return parse(readSource(option, env));
}

/**
 * The same for a process that reads it often: parsed again only when the text
 * has changed. Callers must not change the result.
 */
export function fleetReader(option: string | undefined, env: NodeJS.ProcessEnv): () => Fleet {
  let known: { text: string; fleet: Fleet } | undefined;
  return () => {
    const source = readSource(option, env);
    const text = `${source.text}\0${source.sshConfig ?? ''}`;
    if (known?.text !== text) known = { text, fleet: parse(source) };
    return known.fleet;
  };
}

interface Source {
  file: string;
  home: string;
  text: string;
  sshConfig: string | undefined;
}

function readSource(option: string | undefined, env: NodeJS.ProcessEnv): Source {
  const file = option ?? env.ROOST_FLEET ?? 'fleet.yaml';
  const home = env.HOME ?? homedir();
  const text = read(file);
  if (text === undefined) {
    const source = option
      ? '--fleet'
      : env.ROOST_FLEET
        ? 'ROOST_FLEET'
        : 'neither --fleet nor ROOST_FLEET is given';
    throw new RoostError('FleetNotFound', `There is no fleet file ${resolve(file)} (${source})`, {
      file: resolve(file),
    });
  }
  return { file, home, text, sshConfig: read(join(home, '.ssh', 'config')) };
}

const parse = ({ text, file, home, sshConfig }: Source): Fleet => parseFleet(text, { file, home, sshConfig });

/** Undefined for a file that does not exist. Errors: `FleetNotFound` if it cannot be read. */
function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new RoostError('FleetNotFound', `${file} cannot be read: ${(error as Error).message}`, { file });
  }
}
