/** Writes single values into the fleet file; comments, and all else in it, stay. */
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { RoostError } from '../../errors';
import { parseFleet } from '../../fleet/file';
import { removeKey, setValue } from '../../fleet/file/yaml/change';
import { writeAtomic } from '../../lib/files/atomic-file';
import type { Context } from './context';

export interface FleetValue {
  path: string[];
  /** Null: the key goes. */
  value: string | string[] | null;
}

/**
 * All of them or none; what it says afterwards is a valid fleet. Returns whether anything changed.
 * Errors: `FleetNotWritten`.
 */
export async function editFleet(context: Context, values: FleetValue[]): Promise<boolean> {
  const { file, changed } = tryEdit(context, values);
  if (changed === null) return false;
  try {
    await writeAtomic(file, changed, { mode: statSync(file).mode & 0o777 });
    return true;
  } catch (error) {
    throw notWritten(file, values, (error as Error).message);
  }
}

/**
 * Writes nothing: for what is written behind a run. `changed` null: it says so already.
 * Errors: as of `editFleet`.
 */
export function tryEdit(context: Context, values: FleetValue[]): { file: string; changed: string | null } {
  const file = realpathSync(context.fleetFile);
  const text = readFileSync(file, 'utf8');
  const changed = values.reduce<string | null>(
    (now, { path, value }) =>
      now === null ? null : value === null ? removeKey(now, path) : setValue(now, path, value),
    text,
  );
  if (changed === text) return { file, changed: null };
  if (changed === null) throw notWritten(file, values, 'its form does not allow it');
  try {
    const home = context.env.HOME ?? homedir();
    const ssh = join(home, '.ssh', 'config');
    parseFleet(changed, { file, home, sshConfig: existsSync(ssh) ? readFileSync(ssh, 'utf8') : undefined });
    return { file, changed };
  } catch (error) {
    throw notWritten(file, values, (error as Error).message);
  }
}

export const valueText = ({ path, value }: FleetValue): string =>
  value === null ? `no ${path.join('.')}` : `${path.join('.')}: ${JSON.stringify(value).replaceAll('"', '')}`;

const notWritten = (file: string, values: FleetValue[], why: string): RoostError =>
  new RoostError(
    'FleetNotWritten',
    `${file} should have ${values.map(valueText).join(', ')}, and was not written: ${why}`,
    { file },
  );
