/** Commands that read files of other users without rights of the SSH user. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { shellScript } from '../lib/shell-script';

const program = shellScript(join(__dirname, 'scripts'), 'as-root');

/** Mounts of the container: a folder at the same path, a volume at `VOLUME_AT`. */
export type Mount = { ro: string } | { rw: string } | { volume: string; rw?: true };

export const VOLUME_AT = '/roost-volume';

export interface Rooted {
  app: string;
  operation: string;
  /** Name of the container; absent: a unique name. */
  name?: string;
  /** `unreadable`: only if the SSH user cannot read all of a folder; or only if it cannot write that file. */
  when: 'always' | 'unreadable' | { unwritable: string };
  mounts: Mount[];
}

const wordOf = (mount: Mount): string => {
  if ('volume' in mount) return `volume-${mount.rw ? 'rw' : 'ro'}=${mount.volume}`;
  return 'ro' in mount ? `ro=${mount.ro}` : `rw=${mount.rw}`;
};

/** The same command as root: see scripts/as-root.sh. Exit codes from 125: Docker could not run it. */
export function rooted({ app, operation, name, when, mounts }: Rooted, argv: string[]): string[] {
  const called = name ?? `roost-${app}-${operation}-read-${randomBytes(4).toString('hex')}`;
  const condition = typeof when === 'string' ? when : `unwritable=${when.unwritable}`;
  return program(called, app, operation, condition, ...mounts.map(wordOf), '--', ...argv);
}
