/** What a restore's planner needs to know of the repository and of the host. */
import { posix } from 'node:path';
import { MANIFEST, parseManifest, type ManifestSource, type SnapshotManifest } from '../../backup';
import { backupOf } from '../../fleet/file';
import { shellScript } from '../../lib/shell-script';
import { amountIn, isWithin, type HeldNode, type HeldSource } from '../../plan/restore/held';
import type { RestoreRoom } from '../../plan/restore/restore';
import { chooseSnapshot } from '../../plan/restore/snapshot';
import type { CopySource } from '../../protocol/data';
import type { RestoreRequest } from '../../protocol/requests';
import type { AppScope } from '../../protocol/scope';
import type { RestoreItem, Rows, SnapshotFacts } from '../../protocol/steps/restore';
import { appTag, type Restic, type Snapshot } from '../../restic';
import type { Site } from '../app/site';
import { readProject } from '../backup/project';
import { diskOf } from '../backup/steps/pull';
import { stagedAs } from '../data';

const roomProgram = shellScript(__dirname, 'room');
const volumeNames = shellScript(__dirname, '../data/volume/names');

export interface SnapshotContent {
  facts: SnapshotFacts & { root: string };
  nodes: HeldNode[];
  manifest: SnapshotManifest | null;
}

/** Errors: `UnknownSnapshot`, those of restic. */
export async function snapshotOf(
  app: string,
  restic: Restic,
  { snapshot: wanted = 'latest', fromPath }: RestoreRequest,
  clock: { now: Date; zone: string },
): Promise<SnapshotContent> {
  const tags = fromPath === undefined ? [appTag(app)] : [];
  const all = (await restic.snapshots(...tags)).filter(({ paths }) =>
    fromPath === undefined ? paths.length > 0 : paths.some((path) => isWithin(fromPath, path)),
  );
  const found = chooseSnapshot(fromPath === undefined ? app : fromPath, all, wanted, clock);
  const root = fromPath ?? found.paths[0]!;
  const nodes = (await restic.list(found.id)).flatMap(({ path, type, size, modified }): HeldNode[] =>
    path.startsWith(`${root}/`)
      ? [{ path: path.slice(root.length + 1), isFile: type === 'file', bytes: size, modified }]
      : [],
  );
  const manifest = fromPath === undefined ? await manifestIn(restic, found, root, nodes) : null;
  const commit = manifest ? manifest.release.commit : await commitIn(restic, found, root, nodes);
  return {
    nodes,
    manifest,
    facts: {
      id: found.id,
      time: found.time,
      host: found.host,
      commit,
      version: manifest?.release.version || undefined,
      root,
    },
  };
}

const has = (nodes: HeldNode[], path: string): boolean =>
  nodes.some((node) => node.path === path && node.isFile);

async function manifestIn(
  restic: Restic,
  { id }: Snapshot,
  root: string,
  nodes: HeldNode[],
): Promise<SnapshotManifest | null> {
  return has(nodes, MANIFEST) ? parseManifest(await restic.read(id, posix.join(root, MANIFEST))) : null;
}

/** A snapshot from before manifests has the commit of the source folder in a file. */
async function commitIn(
  restic: Restic,
  { id }: Snapshot,
  root: string,
  nodes: HeldNode[],
): Promise<string | null> {
  const file = 'copies/config/COMMIT';
  if (!has(nodes, file)) return null;
  const commit = (await restic.read(id, posix.join(root, file))).trim();
  return /^[0-9a-f]{40,64}$/.test(commit) ? commit : null;
}

/** Where a snapshot has them: as its manifest says, else as backups lay them. */
export function heldSources(all: CopySource[], manifest: SnapshotManifest | null): HeldSource[] {
  return all.map((source) => {
    const noted = notedOf(source, manifest);
    const kept = noted?.kind === 'folder' || noted?.kind === 'volume' ? noted.owners : undefined;
    const owners = kept === 'real' || kept === 'stored';
    return { source, from: noted?.staged ?? stagedAs(source), owners: owners || undefined };
  });
}

/** Where a snapshot has them that roost has not made: by the path of the app, or by the last name of it. */
export const looseSources = (all: CopySource[], nodes: HeldNode[]): HeldSource[] =>
  all.map((source) => {
    if (source.kind === 'postgres' || source.kind === 'mariadb') return { source, from: '', anywhere: true };
    const places = loosePlaces(source);
    return { source, from: places.find((path) => amountIn(nodes, path)) ?? places[0]!, loose: true };
  });

function loosePlaces(source: CopySource): string[] {
  if (source.kind === 'redis') return [`${source.service}.rdb`, 'dump.rdb', stagedAs(source)];
  if (source.kind === 'volume') {
    const { name } = source;
    return [`${name}.tar`, `volumes/${name}.tar`, stagedAs(source), `volumes/${name}`, name];
  }
  if (!('path' in source)) return [stagedAs(source)];
  const names = source.path.split('/');
  // `data/voicemails` may have been pulled as `voicemails`.
  return [...names.map((_, i) => names.slice(i).join('/')), stagedAs(source)];
}

function notedOf(source: CopySource, manifest: SnapshotManifest | null): ManifestSource | undefined {
  return manifest?.sources.find((one) => {
    if (one.kind !== source.kind) return false;
    if (one.kind === 'volume' && source.kind === 'volume') return one.name === source.name;
    if (one.kind === 'mariadb' && source.kind === 'mariadb')
      return one.service === source.service && one.database === source.database;
    if (one.kind === 'redis' && source.kind === 'redis') return one.service === source.service;
    if ('path' in one && 'path' in source) return one.path === source.path;
    return true;
  });
}

/** Rows by table of each dump that the snapshot lists them of, by where the dump is in it. */
export function rowsOf(manifest: SnapshotManifest | null): Record<string, Rows> {
  const dumps = (manifest?.sources ?? []).flatMap((one): [string, Rows][] => {
    if ((one.kind !== 'postgres' && one.kind !== 'mariadb' && one.kind !== 'redis') || !one.rows) return [];
    const rows = Object.fromEntries(one.rows.map(({ table, rows: count }) => [table, count]));
    return [[one.kind === 'postgres' ? one.dump : one.staged, rows]];
  });
  return Object.fromEntries(dumps);
}

/** With the name that each volume has in Docker, or had. */
export async function withVolumes(
  site: Site,
  scope: Pick<AppScope, 'project' | 'compose' | 'source' | 'directory'>,
  items: RestoreItem[],
  manifest: SnapshotManifest | null,
): Promise<RestoreItem[]> {
  const volumes = items.filter((item) => item.kind === 'volume');
  if (volumes.length === 0) return items;
  const argv = volumeNames(scope.project, ...volumes.map(({ name }) => name));
  const names = (await site.host.exec(argv)).stdout.split('\n');
  const known = new Map(volumes.map(({ name }, i) => [name, names[i] ?? '']));
  const missing = [...known.values()].includes('') ? await composeVolumes(site, scope) : {};
  return items.map((item) => {
    if (item.kind !== 'volume') return item;
    const noted = manifest?.sources.find((one) => one.kind === 'volume' && one.name === item.name);
    const former = noted?.kind === 'volume' ? noted.docker : undefined;
    return { ...item, volume: known.get(item.name) || former || missing[item.name] || item.name };
  });
}

/** Docker's names of the volumes of the Compose file, by their names there; none where it cannot be read. */
async function composeVolumes(
  site: Site,
  scope: Pick<AppScope, 'project' | 'compose' | 'source' | 'directory'>,
): Promise<Record<string, string>> {
  const whole: AppScope = { ...scope, kind: 'app', app: site.app.name, host: site.host.name };
  const { volumes = {} } = (await readProject(site.host, whole)) ?? {};
  return Object.fromEntries(
    Object.entries(volumes).map(([key, { name }]) => [key, name ?? `${scope.project}_${key}`]),
  );
}

export async function roomOf(site: Site): Promise<RestoreRoom> {
  const { folder } = backupOf(site.fleet);
  const [{ stdout }, control] = await Promise.all([
    site.host.exec(roomProgram(site.app.directory)),
    diskOf(folder),
  ]);
  const [app, docker] = stdout.split('\n').map((line) => line.split(' '));
  const diskIn = (words: string[] = []): { free: number; total: number } => ({
    free: Number(words[0]) || 0,
    total: Number(words[1]) || 0,
  });
  const isOther = docker !== undefined && docker.length === 3 && docker[2] !== app?.[2];
  return { app: diskIn(app), docker: isOther ? diskIn(docker) : null, control };
}
