/** Databases that cannot be copied as files while they are used. */
import { posix } from 'node:path';
import { RoostError } from '../../errors';
import type { DatabaseKind, FoundDatabase } from '../../host/databases';
import { isRunning, listContainers, type Container } from '../app/containers';
import type { StepSite } from '../app/site';

const names: Record<DatabaseKind, string> = {
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
  mysql: (service) =>
    `write scripts.backup with \`docker compose exec -T ${service} mariadb-dump --single-transaction --all-databases\``,
  mongodb: (service) => `write scripts.backup with \`docker compose exec -T ${service} mongodump --archive\``,
  redis: (service) => `write scripts.backup with \`docker compose exec -T ${service} redis-cli --rdb -\``,
};

export interface LiveDatabase {
  kind: DatabaseKind;
  /** For people: `data/pg`. */
  path: string;
  /** Service that has it mounted. */
  service: string;
}

export const liveText = ({ kind, path, service }: LiveDatabase): string =>
  `${names[kind]} in ${path}, used by ${service}: ${instead[kind](service)}`;

/** `root`: the folder on the host, or Docker's folder of the volume, that the databases were found in; `shown`: its name. */
export function liveOf(
  found: FoundDatabase[],
  root: string,
  shown: string,
  containers: Pick<Container, 'service' | 'name' | 'mounts' | 'state'>[],
): LiveDatabase[] {
  return found.flatMap(({ kind, path }) => {
    if (kind === 'sqlite') return [];
    const at = posix.join(root, path.toString());
    const user = containers.find(
      (one) => isRunning(one) && one.mounts.some(({ source }) => overlaps(source, at)),
    );
    return user
      ? [{ kind, path: posix.join(shown, path.toString()), service: user.service || user.name }]
      : [];
  });
}

/** One lies in the other. */
const overlaps = (a: string, b: string): boolean => a !== '' && (isIn(a, b) || isIn(b, a));
const isIn = (inner: string, outer: string): boolean => inner === outer || inner.startsWith(`${outer}/`);

/** Returns warnings: of a database that is dumped as well, its files are copied as they are. Errors: `CopyLive`. */
export async function refuseLive(
  site: StepSite,
  found: FoundDatabase[],
  root: string,
  shown: string,
): Promise<string[]> {
  if (found.every(({ kind }) => kind === 'sqlite')) return [];
  const all = liveOf(found, root, shown, await listContainers(site.host, []));
  const dumped = site.app.data.postgres?.service;
  const isDumped = ({ kind, service }: LiveDatabase): boolean => kind === 'postgres' && service === dumped;
  const live = all.filter((one) => !isDumped(one));
  if (live.length === 0)
    return all.map(
      ({ path }) =>
        `${path} holds the files of a PostgreSQL that is used: of its data only the dump can be relied on.`,
    );
  throw new RoostError(
    'CopyLive',
    `${shown} of ${site.app.name} holds databases that are used, and a copy of their files would be torn: ` +
      `${live.map(liveText).join('; ')}.`,
    { app: site.app.name },
  );
}
