/** Databases in folders and volumes of a host, known by first bytes and names. */
import { shellScript } from '../../lib/shell-script';

const program = shellScript(__dirname, 'list');

/** `sqlite` can be copied while it is used; the others cannot. */
export type DatabaseKind = 'sqlite' | 'lmdb' | 'postgres' | 'mysql' | 'mongodb' | 'redis';

export interface FoundDatabase {
  kind: DatabaseKind;
  /** Relative to the folder or volume, as bytes; `.` is the folder itself. */
  path: Buffer;
  /** Of a file, with its write-ahead log; of a folder 0. */
  bytes: number;
}

/** To be run as root, see `rooted`. */
export const listDatabases = (folder: string): string[] => program(folder);

const kinds: string[] = ['sqlite', 'lmdb', 'postgres', 'mysql', 'mongodb', 'redis'] satisfies DatabaseKind[];

/** What is odd is left out: a line comes from the host. */
export function parseDatabases(text: string): FoundDatabase[] {
  const found = new Map<string, FoundDatabase>();
  for (const line of text.split('\n')) {
    const [, kind, bytes, hex] = /^(\w+) (\d+) ((?:[0-9a-f]{2})+)$/.exec(line) ?? [];
    if (kind === undefined || !kinds.includes(kind)) continue;
    const path = withoutDot(Buffer.from(hex!, 'hex'));
    if (!isInside(path)) continue;
    found.set(`${kind} ${hex}`, { kind: kind as DatabaseKind, path, bytes: Number(bytes) });
  }
  return [...found.values()];
}

const withoutDot = (path: Buffer): Buffer =>
  path.subarray(0, 2).toString('latin1') === './' ? path.subarray(2) : path;

/** No path that leads out of its folder. */
const isInside = (path: Buffer): boolean => {
  const parts = path.toString('latin1').split('/');
  return !parts.includes('..') && parts[0] !== '' && !path.includes(0);
};
