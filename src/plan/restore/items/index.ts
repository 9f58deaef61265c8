/** What of a snapshot is restored: pure. Errors: `NotInSnapshot`, `BadRequest`. */
import { posix } from 'node:path';
import { RoostError } from '../../../errors';
import type { AppConfig } from '../../../fleet/file/app/types';
import { sentences } from '../../../lib/sentences';
import type { CopySource } from '../../../protocol/data';
import type { RestoreRequest } from '../../../protocol/requests';
import type { ItemDatabase, RestoreItem } from '../../../protocol/steps/restore';
import { sourceName } from '../../about';
import { amountIn, amountOf, isWithin, type HeldNode, type HeldSource } from '../held';
import { besidePaths } from '../names';
import { scriptItem } from './own-script';
import { archivedItem, databaseItem, leftOf, sqlItem } from './written';

export interface Selection {
  items: RestoreItem[];
  warnings: string[];
}

/** By which a source is named in `what`. */
const nameOf = (source: CopySource): string => {
  switch (source.kind) {
    case 'postgres':
    case 'mariadb':
      return source.database;
    case 'redis':
      return source.service;
    case 'sqlite':
    case 'folder':
      return source.path;
    case 'volume':
      return source.name;
    case 'script':
    case 'untracked':
    case 'config':
      return source.kind;
  }
};

const groups: Record<string, CopySource['kind'][]> = {
  database: ['postgres', 'mariadb', 'redis', 'sqlite'],
  files: ['folder', 'volume'],
  config: ['config', 'untracked'],
  untracked: ['untracked'],
};

/** `script`: the app's own restore script; absent: it has none. */
export function selectItems(
  app: AppConfig,
  sources: HeldSource[],
  nodes: HeldNode[],
  { what, paths = [], into }: Pick<RestoreRequest, 'what' | 'paths' | 'into'>,
  script?: string,
): Selection {
  const warnings: string[] = [];
  const groupsWanted = what ?? (paths.length > 0 ? [] : ['database', 'files']);
  const names = sources.map(({ source }) => nameOf(source));
  if (script !== undefined) names.push('script');
  for (const one of groupsWanted)
    if (!Object.hasOwn(groups, one) && !names.includes(one))
      throw new RoostError(
        'BadRequest',
        sentences(
          `what has ${JSON.stringify(one)}, which ${app.name} has not:`,
          `there are ${[...Object.keys(groups), ...names].join(', ')}.`,
        ),
        { app: app.name },
      );
  const own = scriptItem(app, nodes, { what, paths, into }, script);
  if (!own && what?.includes('script')) throw missing(app, "nothing that the app's own script wrote", nodes);
  const items: RestoreItem[] = own ? [own] : [];
  for (const held of sources) {
    const { source } = held;
    if (own && source.kind !== 'untracked' && source.kind !== 'config') continue;
    const byName = groupsWanted.includes(nameOf(source));
    if (!byName && !groupsWanted.some((one) => groups[one]?.includes(source.kind))) continue;
    const item = itemOf(held, nodes) ?? archivedItem(held, nodes);
    if (item) items.push(item);
    else if (byName && what) throw missing(app, `no ${sourceName(source)}`, nodes);
    else warnings.push(`The snapshot has no ${sourceName(source)}: it stays as it is.`);
  }
  for (const path of paths) items.push(pathItem(app, path, sources, nodes));
  const whole = once(withDatabases(items, sources, nodes));
  const left = leftOf(whole, nodes);
  if (whole.length === 0) throw missing(app, ['nothing of what was asked for', ...left].join('. '), nodes);
  if (!what && paths.length === 0 && !own) warnings.push(...left);
  if (into !== 'scratch') refuseOverlaps(app, whole);
  return { items: whole, warnings };
}

/** Files that git does not track come together; one of them may be one of the configuration as well. */
function once(items: RestoreItem[]): RestoreItem[] {
  const all = items.filter((item) => item.kind === 'untracked');
  // What is in a folder that is restored comes with that.
  const folders = items.flatMap((item) => (item.kind === 'folder' ? [item.path] : []));
  const files = all.flatMap(({ list }) =>
    list.filter(({ path }) => !folders.some((one) => isWithin(path, one))),
  );
  const listed = new Map(files.map((one) => [one.path, one] as const));
  return items.flatMap((item): RestoreItem[] => {
    if (item.kind === 'config') return [{ ...item, names: item.names.filter((name) => !listed.has(name)) }];
    if (item.kind !== 'untracked') return [item];
    return item === all[0] && listed.size > 0 ? [{ ...item, list: [...listed.values()] }] : [];
  });
}

const JOURNALS = ['', '-wal', '-shm', '-journal'];

/**
 * A SQLite file in a folder that is restored comes with it, as the
 * copy that was made of it by its own means.
 */
function withDatabases(items: RestoreItem[], sources: HeldSource[], nodes: HeldNode[]): RestoreItem[] {
  const folders = items.flatMap((item) => (item.kind === 'folder' ? [item.path] : []));
  const isInFolder = (path: string): boolean =>
    folders.some((folder) => path !== folder && isWithin(path, folder));
  return items
    .filter((item) => item.kind !== 'sqlite' || !isInFolder(item.path))
    .map((item) => {
      if (item.kind !== 'folder' || item.archive) return item;
      const databases = sources.flatMap(({ source, from }): ItemDatabase[] => {
        if (source.kind !== 'sqlite' || source.path === item.path || !isWithin(source.path, item.path))
          return [];
        const amount = amountIn(nodes, from);
        return amount ? [{ path: posix.relative(item.path, source.path), from, ...amount }] : [];
      });
      if (databases.length === 0) return item;
      const instead = databases.flatMap(({ path }) =>
        JOURNALS.map((end) => posix.join(item.from, path + end)),
      );
      const rest = nodes.filter(({ path }) => isWithin(path, item.from) && !instead.includes(path));
      const { bytes, files } = amountOf([...rest, ...databases.map((one) => ({ ...one, isFile: true }))]);
      return { ...item, bytes, files, databases };
    });
}

/** Null: the snapshot has it not. */
function itemOf({ source, from, owners, anywhere }: HeldSource, nodes: HeldNode[]): RestoreItem | null {
  if (source.kind === 'script') return null;
  if (source.kind === 'postgres') return databaseItem(source, anywhere ? '' : from, nodes);
  if (source.kind === 'mariadb') return sqlItem(source, anywhere ? '' : from, nodes);
  const amount = amountIn(nodes, from);
  if (!amount) return null;
  if (source.kind === 'volume') {
    const { kind, name } = source;
    const tree = nodes.some(({ path, isFile }) => path === from && isFile) ? undefined : true;
    return { kind, name, volume: name, from, ...amount, tree, owners: tree && owners };
  }
  if (source.kind === 'untracked') return { kind: 'untracked', list: source.files, from, ...amount };
  if (source.kind === 'config') return { kind: 'config', names: source.files, from, ...amount };
  if (source.kind === 'folder') return { ...source, from, ...amount, owners };
  return { ...source, from, ...amount };
}

/** A file or folder below a folder of the app, or a SQLite file. */
function pathItem(app: AppConfig, path: string, sources: HeldSource[], nodes: HeldNode[]): RestoreItem {
  for (const { source, from, owners } of sources) {
    if (source.kind === 'untracked') {
      const one = source.files.find((file) => file.path === path);
      const amount = one && amountIn(nodes, from);
      if (amount) return { kind: 'untracked', list: [one], from, ...amount };
    }
    if (source.kind === 'sqlite' && source.path === path) {
      const amount = amountIn(nodes, from);
      if (amount) return { ...source, from, ...amount };
    }
    if (source.kind !== 'folder' || !isWithin(path, source.path)) continue;
    const within = posix.join(from, posix.relative(source.path, path));
    const amount = amountIn(nodes, within);
    if (amount) return { kind: 'folder', path, from: within, ...amount, owners };
    throw missing(app, `no ${path}`, nodes);
  }
  const folders = sources.flatMap(({ source }) =>
    source.kind === 'folder' || source.kind === 'sqlite' ? [source.path] : [],
  );
  throw new RoostError(
    'BadRequest',
    sentences(
      `paths has ${JSON.stringify(path)}, which is in no folder that ${app.name} backs up:`,
      `${folders.join(', ') || 'there is none'}.`,
    ),
    { app: app.name },
  );
}

/**
 * Two renames of one path would lose one of them; so would two
 * files that are beside theirs under one name.
 */
function refuseOverlaps(app: AppConfig, items: RestoreItem[]): void {
  const paths = items.flatMap((item) => ('path' in item ? [item.path] : []));
  paths.forEach((path, i) => {
    const other = paths.find((one, j) => j !== i && isWithin(path, one));
    if (other === undefined) return;
    throw new RoostError(
      'BadRequest',
      `${path} and ${other} of ${app.name} lie in one another: restore one of them, then the other.`,
      { app: app.name },
    );
  });
  const places = new Map<string, string>();
  for (const path of [...paths, ...items.flatMap((item) => (item.kind === 'config' ? item.names : []))]) {
    const { kept } = besidePaths(path, '');
    const other = places.get(kept);
    if (other !== undefined && other !== path)
      throw new RoostError(
        'BadRequest',
        sentences(
          `${path} and ${other} of ${app.name} would be kept under one name:`,
          'restore one of them, then the other.',
        ),
        { app: app.name },
      );
    places.set(kept, path);
  }
}

function missing(app: AppConfig, what: string, nodes: HeldNode[]): RoostError {
  const top = nodes.filter(({ path }) => path.split('/').length <= 3).map(({ path }) => path);
  return new RoostError(
    'NotInSnapshot',
    `The snapshot of ${app.name} has ${what}. It has: ${top.slice(0, 20).join(', ') || 'nothing'}.`,
    { app: app.name },
  );
}
