/**
 * Data of one app for another: each goes where the other names the same under `data`. Pure.
 * Errors: `DataMismatch`, `NotSanitized`.
 */
import { posix } from 'node:path';
import { RoostError } from '../../errors';
import type { AppConfig } from '../../fleet/file/app/types';
import { sentences } from '../../lib/sentences';
import type { RestoreItem } from '../../protocol/steps/restore';
import type { Step } from '../../protocol/steps/step';
import { itemName, sourceName } from '../about';
import { dataOf } from '../backup/sources';
import { isWithin } from './held';
import { type Selection } from './items';
import type { RestoreWorld } from './world';

/** What of `from` was selected, as data of `to`. */
export function acrossTo(to: AppConfig, from: AppConfig, { items, warnings }: Selection): Selection {
  const problems: string[] = [];
  const mapped = items.flatMap((item): RestoreItem[] => {
    const fits = mappedItem(to, item);
    if (fits === null) problems.push(`${itemName(item)} of ${from.name}, ${placeOf(item)}`);
    return fits ? [fits] : [];
  });
  if (problems.length > 0)
    throw new RoostError('DataMismatch', `${to.name} has no place for ${problems.join('; ')}.`, {
      app: to.name,
      from: from.name,
    });
  return { items: mapped, warnings: [...warnings, ...staying(to, from, mapped)] };
}

/** Null: the other app has nothing of that name. */
function mappedItem(to: AppConfig, item: RestoreItem): RestoreItem | null {
  const { data } = to;
  switch (item.kind) {
    case 'postgres':
      // Passwords of roles are the other server's own.
      return data.postgres ? { ...item, ...data.postgres, roles: undefined, foreign: true } : null;
    case 'mariadb': {
      const { mariadb = [] } = data;
      const named = mariadb.find(({ database }) => database === item.database);
      const fits = named ?? (mariadb.length === 1 ? mariadb[0] : undefined);
      return fits ? { ...item, password: undefined, ...fits } : null;
    }
    case 'redis': {
      const { redis = [] } = data;
      const named = redis.find(({ service }) => service === item.service);
      const fits = named ?? (redis.length === 1 ? redis[0] : undefined);
      const { kind, from, bytes, files } = item;
      return fits ? { kind, from, bytes, files, ...fits } : null;
    }
    case 'sqlite':
      return data.sqlite.includes(item.path) || isInFolder(data, item.path) ? item : null;
    case 'folder':
      return isInFolder(data, item.path) ? item : null;
    case 'volume':
      return data.volumes.includes(item.name) ? { ...item, volume: item.name } : null;
    case 'script':
      // The command is its own already.
      return { ...item, keeps: dataOf(to) };
    case 'untracked':
    case 'config':
      return null;
  }
}

const isInFolder = ({ folders }: AppConfig['data'], path: string): boolean =>
  folders.some((folder) => isWithin(path, folder));

function placeOf(item: RestoreItem): string {
  switch (item.kind) {
    case 'postgres':
      return 'since it has no data.postgres';
    case 'mariadb':
      return `since data.mariadb names no database ${item.database}`;
    case 'redis':
      return `since data.redis names no service ${item.service}`;
    case 'sqlite':
      return `since data.sqlite does not name ${item.path}`;
    case 'folder':
      return `since data.folders does not name ${item.path}`;
    case 'volume':
      return `since data.volumes does not name ${item.name}`;
    case 'script':
    case 'untracked':
    case 'config':
      return "since the configuration is each app's own";
  }
}

/** What the other app has and does not get. */
const staying = (to: AppConfig, from: AppConfig, items: RestoreItem[]): string[] =>
  (items.some(({ kind }) => kind === 'script') ? [] : dataOf(to)).flatMap((source) => {
    const comes = items.some((item) => {
      if ('path' in source && 'path' in item)
        return isWithin(source.path, item.path) || isWithin(item.path, source.path);
      if (source.kind === 'mariadb' && item.kind === 'mariadb')
        return source.service === item.service && source.database === item.database;
      if (source.kind === 'redis' && item.kind === 'redis') return source.service === item.service;
      return (
        source.kind === item.kind &&
        ('name' in source ? source.name : '') === ('name' in item ? item.name : '')
      );
    });
    if (comes) return [];
    const name =
      'path' in source
        ? source.path
        : 'name' in source
          ? `volume ${source.name}`
          : source.kind === 'redis'
            ? sourceName(source)
            : source.kind;
    return [`${name} of ${to.name} stays as it is: nothing of ${from.name} comes in its place.`];
  });

/**
 * Data of another app never come without the script that goes over them,
 * nor into what that other app uses itself.
 */
export function refuseUnfit(world: RestoreWorld): void {
  const { app, from, sanitize, selection } = world;
  if (!from) return;
  if (sanitize === undefined)
    throw new RoostError(
      'NotSanitized',
      sentences(
        `${app.name} has no scripts.sanitize,`,
        `which has to end well on the data of ${from.name} before ${app.name} starts.`,
        `Under apps.${app.name} of the fleet file, or in app.json,`,
        'add scripts: { sanitize: ./sanitize.sh }; { sanitize: "true" } where nothing has to be taken out.',
      ),
      { app: app.name, from: from.name },
    );
  for (const item of selection.items) {
    const user = shared(world, from, item);
    if (user !== null)
      throw new RoostError(
        'DataMismatch',
        `${itemName(item)} of ${app.name} is that of ${user} too: it would be replaced there.`,
        { app: app.name, from: from.name },
      );
  }
}

/** What else uses an item; null: nothing. */
function shared({ app, elsewhere }: RestoreWorld, from: AppConfig, item: RestoreItem): string | null {
  if (!elsewhere) return null;
  const { volumes, places } = elsewhere;
  if (item.kind === 'volume') return Object.hasOwn(volumes, item.volume) ? volumes[item.volume]! : null;
  if (item.kind !== 'folder' && item.kind !== 'sqlite') return null;
  const mine = realPath(app, item.path, item.place?.link);
  const theirs = realPath(from, item.path, places[item.path]?.links.at(-1));
  return isWithin(mine, theirs) || isWithin(theirs, mine) ? from.name : null;
}

const realPath = (
  { directory }: AppConfig,
  path: string,
  link: { path: string; to: string } | undefined,
): string => (link ? posix.join(link.to, posix.relative(link.path, path)) : posix.join(directory, path));

/** Behind all that runs on the data, and before the first container that serves them. */
export function sanitizeStep({ app, sanitize, from }: RestoreWorld, except: string[]): Step {
  return {
    id: 'sanitize',
    title: `Run the sanitize script of ${app.name} over the data of ${from!.name}: ${sanitize}`,
    call: { run: 'sanitizeData', args: { command: sanitize!, except } },
    retry: 'long',
    limit: 12 * 3600,
    onFailure: 'undo',
  };
}
