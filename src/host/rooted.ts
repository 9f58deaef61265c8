/** Commands that read what other users own, though the SSH user has no rights to it. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { shellScript } from '../lib/shell-script';

const program = shellScript(join(__dirname, 'scripts'), 'as-root');

/** What the command is given; a folder is at the same path inside, a volume at `VOLUME_AT`. */
export type Mount = { ro: string } | { rw: string } | { volume: string; rw?: true };

export const VOLUME_AT = '/roost-volume';

export interface Rooted {
  app: string;
  operation: string;
  /** Of the container; absent: a name that nobody else has. */
  name?: string;
  /** `unreadable`: only where the SSH user cannot read all of a folder; or only where it cannot write to that file. */
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
