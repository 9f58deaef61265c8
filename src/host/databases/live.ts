/** Databases that cannot be copied as files while they are used. Pure. */
import { posix } from 'node:path';
import type { DatabaseKind, FoundDatabase } from './index';

/** A container that may use one. */
export interface User {
  /** Of Compose, or the container's name. */
  service: string;
  running: boolean;
  mounts: { source: string }[];
}

export const databaseNames: Record<DatabaseKind, string> = {
  sqlite: 'SQLite',
  lmdb: 'LMDB',
  postgres: 'PostgreSQL',
  mysql: 'MySQL or MariaDB',
  mongodb: 'MongoDB',
  redis: 'Redis with an append-only file',
};

/** What to write in the fleet file or the app's script instead. */
const instead: Record<DatabaseKind, (service: string) => string> = {
  sqlite: () => '',
  lmdb: () => 'write scripts.backup with `mdb_copy`',
  postgres: (service) => `write data.postgres: { service: ${service}, database: NAME }`,
  mysql: (service) => `write data.mariadb: [{ service: ${service}, database: NAME }]`,
  mongodb: (service) => `write scripts.backup with \`docker compose exec -T ${service} mongodump --archive\``,
  redis: (service) => `write data.redis: [{ service: ${service} }]`,
};

export interface LiveDatabase {
  kind: DatabaseKind;
  /** For people: `data/pg`. */
  path: string;
  /** Service that has it mounted. */
  service: string;
}

export const liveText = ({ kind, path, service }: LiveDatabase): string =>
  `${databaseNames[kind]} in ${path}, used by ${service}: ${instead[kind](service)}`;

/**
 * `root`: the folder on the host, or Docker's folder of the volume, that the databases were found in;
 * `shown`: its name.
 */
export function liveOf(
  found: FoundDatabase[],
  root: string,
  shown: string,
  containers: User[],
): LiveDatabase[] {
  return found.flatMap(({ kind, path }) => {
    if (kind === 'sqlite') return [];
    const at = posix.join(root, path.toString());
    const user = containers.find(
      (one) => one.running && one.mounts.some(({ source }) => overlaps(source, at)),
    );
    return user ? [{ kind, path: posix.join(shown, path.toString()), service: user.service }] : [];
  });
}

/** One is in the other. */
const overlaps = (a: string, b: string): boolean => a !== '' && (isIn(a, b) || isIn(b, a));
const isIn = (inner: string, outer: string): boolean => inner === outer || inner.startsWith(`${outer}/`);
