/**
 * What an app's containers keep, and neither `data` names nor
 * `data.except` excepts: it is in no backup. Pure.
 */
import { posix } from 'node:path';
import { dataServersOf, type DataServer } from '../../fleet/file/app/servers';
import type { AppConfig } from '../../fleet/file/app/types';
import type { FoundDatabase } from '../../host/databases';
import type { Keeper, KeeperMount } from '../../host/keepers';
import { sentences } from '../../lib/sentences';

export interface NotNamed {
  /** For people: `volume src_uploads of app (/data)`. */
  what: string;
  /** Where the databases of it are to be searched for; null: in the container only. */
  at: { volume: string } | { folder: string } | null;
  service: string;
}

/** A volume without a name of its own. */
export const ANONYMOUS = /^[0-9a-f]{64}$/;
/** Of the host itself. */
export const SYSTEM = [
  '/proc',
  '/sys',
  '/dev',
  '/run',
  '/var/run',
  '/tmp',
  '/etc',
  '/lib',
  '/usr',
  '/bin',
  '/sbin',
  '/boot',
];

const byImage: [RegExp, string][] = [
  [/postgres|postgis|timescale|pgvector/, 'PostgreSQL'],
  [/mysql|percona/, 'MySQL'],
  [/mariadb/, 'MariaDB'],
  [/mongo/, 'MongoDB'],
  [/redis|valkey|keydb|dragonfly/, 'Redis'],
  [/influxdb/, 'InfluxDB'],
  [/clickhouse/, 'ClickHouse'],
  [/elasticsearch|opensearch/, 'Elasticsearch'],
  [/couchdb/, 'CouchDB'],
  [/neo4j/, 'Neo4j'],
  [/cassandra|scylla/, 'Cassandra'],
];
const byPort: Record<number, string> = {
  5432: 'PostgreSQL',
  3306: 'MySQL',
  27017: 'MongoDB',
  6379: 'Redis',
  8086: 'InfluxDB',
  9042: 'Cassandra',
  7687: 'Neo4j',
  5984: 'CouchDB',
};

/**
 * Null: it is none that is known. What listens in a network of several is
 * of the one that is known to be it by itself.
 */
export function databaseOf(
  { image, ports, shared }: Pick<Keeper, 'image' | 'ports' | 'shared'>,
  all: Keeper[] = [],
): string | null {
  const name = image
    .replace(/@.*$/, '')
    .replace(/:[^/:]*$/, '')
    .split('/')
    .at(-1)!
    .toLowerCase();
  const found = byImage.find(
    ([pattern]) =>
      pattern.test(name) && !/export|admin|backup|bouncer|proxy|commander|insight|sentinel/.test(name),
  );
  if (found) return found[1];
  const known = (port: number): string | null => byPort[port] ?? null;
  const own = ports.filter((port) => !shared?.ports.includes(port)).map(known);
  const claimed = all.filter(({ service }) => shared?.with.includes(service)).map(byItself);
  const others = (shared?.ports ?? []).map(known).filter((kind) => !claimed.includes(kind));
  return [...own, ...others].find((kind) => kind !== null) ?? null;
}

const byItself = ({ image, ports, shared }: Keeper): string | null =>
  databaseOf({ image, ports: ports.filter((port) => !shared?.ports.includes(port)) });

/** Where the images of servers keep their files. */
const filesOf: Record<DataServer['kind'], RegExp> = {
  postgres: /postgres|pgdata/i,
  mysql: /mysql|mariadb|^\/config$/i,
  redis: /redis|valkey|keydb|^\/data$|^\/config$/i,
};

/** `volumes`: Docker's names by keys of the Compose file. */
export function notNamed(
  app: AppConfig,
  project: string,
  keepers: Keeper[],
  volumes: Record<string, string> = {},
): NotNamed[] {
  const known = namesOf(app, project, volumes);
  const found = new Map<string, NotNamed>();
  for (const keeper of keepers) {
    if (known.services.includes(keeper.service)) continue;
    const database = databaseOf(keeper, keepers);
    const held = database ? ` with ${database}` : '';
    const own = keeper.mounts.filter((mount) => isData(mount));
    for (const mount of own) {
      if (isNamed(mount, keeper, known, app)) continue;
      const at = mount.type === 'volume' ? { volume: mount.name } : { folder: mount.source };
      found.set(JSON.stringify(at), {
        what: `${nameOf(mount)} of ${keeper.service} (${mount.target})${held}`,
        at,
        service: keeper.service,
      });
    }
    const isDumped = dataServersOf(app).some(({ service }) => service === keeper.service);
    if (database && own.length === 0 && !isDumped)
      found.set(keeper.service, {
        what: `${database} of ${keeper.service}, in the container itself`,
        at: null,
        service: keeper.service,
      });
  }
  return [...found.values()];
}

/** The same, with the databases that were found in it. */
export function withDatabases({ what, ...rest }: NotNamed, found: FoundDatabase[]): NotNamed {
  const kinds = [...new Set(found.map(({ kind }) => kind))];
  return kinds.length === 0 || what.includes(' with ')
    ? { what, ...rest }
    : { what: `${what} with ${kinds.join(', ')}`, ...rest };
}

export const notNamedText = ({ what }: NotNamed): string =>
  sentences(
    `Not backed up, since nothing under data names it: ${what}.`,
    'Name it there, or except it with a reason (data.except).',
  );

interface Known {
  volumes: string[];
  folders: string[];
  services: string[];
}

function namesOf(app: AppConfig, project: string, volumes: Record<string, string>): Known {
  const { data } = app;
  const except = data.except ?? [];
  const named = [...data.volumes, ...except.flatMap(({ volume }) => volume ?? [])];
  const inApp = (path: string): string => posix.resolve(app.directory, path);
  return {
    volumes: named.flatMap((name) => {
      const names = [name, `${project}_${name}`];
      if (Object.hasOwn(volumes, name)) names.push(volumes[name]!);
      return names;
    }),
    folders: [
      ...[...data.folders, ...data.sqlite, ...except.flatMap(({ folder }) => folder ?? [])].map(inApp),
      ...app.secrets.map(({ target }) => inApp(target)),
    ],
    services: except.flatMap(({ service }) => service ?? []),
  };
}

/** Not what belongs to the host, cannot be written to, or is the repository's. */
function isData({ type, source, target, writable, tracked }: KeeperMount): boolean {
  if (!writable || tracked) return false;
  if (type === 'volume') return true;
  if (source === '/' || SYSTEM.some((folder) => isIn(source, folder))) return false;
  return !/\.sock$/.test(source) && target !== '';
}

function isNamed(mount: KeeperMount, { service }: Keeper, known: Known, { data }: AppConfig): boolean {
  // What a dump holds.
  const server = dataServersOf({ data }).find((one) => one.service === service);
  if (server && filesOf[server.kind].test(mount.target)) return true;
  if (mount.type === 'volume')
    return known.volumes.some((name) => [mount.name, mount.key, `${service}:${mount.target}`].includes(name));
  // A person who named a part of it has inspected it.
  return known.folders.some((folder) => isIn(mount.source, folder) || isIn(folder, mount.source));
}

const isIn = (inner: string, outer: string): boolean => inner === outer || inner.startsWith(`${outer}/`);

const nameOf = ({ type, name, source }: KeeperMount): string => {
  if (type === 'bind') return `folder ${source}`;
  return ANONYMOUS.test(name) ? 'a volume without a name' : `volume ${name}`;
};
