/** Facts of a drill, then its pure planner. */
import { posix } from 'node:path';
import { Context } from '@temporalio/activity';
import { backupPaths, readStatus, type SnapshotManifest } from '../../backup';
import { RoostError } from '../../errors';
import { parseAppJson } from '../../fleet/contract';
import { appOf, backupOf, drillOf, liveOn, type AppConfig } from '../../fleet/file';
import { sentences } from '../../lib/sentences';
import { dataOf } from '../../plan/backup/sources';
import { byKindWarnings, drillRoom, planDrill as drillPlan, type DrillWorld } from '../../plan/drill/drill';
import { checkDrillRequest } from '../../plan/drill/request';
import { type HeldNode, type HeldSource } from '../../plan/restore/held';
import { selectItems, type Selection } from '../../plan/restore/items';
import { scriptItem } from '../../plan/restore/items/own-script';
import type { Planned } from '../../protocol/activities';
import type { Lease } from '../../protocol/lock';
import type { DrillPlan } from '../../protocol/plan';
import type { DrillRequest } from '../../protocol/requests';
import type { RestoreItem } from '../../protocol/steps/restore';
import { appTag, type Restic } from '../../restic';
import { drillSite } from '../app/site';
import type { Deps } from '../deps';
import { heldSources, roomOf, rowsOf, snapshotOf, type SnapshotContent } from '../restore/facts';
import { untrackedOf } from '../restore/untracked';
import { requireLock } from '../scope/lock';
import { newOperation } from '../scope/operation';
import { keepFleet } from '../scope/planned';

/**
 * Errors: `BadRequest`, `UnknownApp`, `UnknownSnapshot`,
 * `NotInSnapshot`, `DiskFull`, those of restic and of SSH.
 */
export async function planDrill(
  deps: Deps,
  input: DrillRequest,
  lease: Lease | null,
): Promise<Planned<DrillPlan>> {
  const request = checkDrillRequest(input);
  const fleet = await deps.fleet();
  const app = appOf(fleet, request.app);
  const backup = backupOf(fleet);
  const site = await drillSite(deps, request.app);
  if (lease) await requireLock(site, lease);
  const now = new Date();
  const restic = await deps.restic(backup.repository, { signal: Context.current().cancellationSignal });
  const wanted = request.corrupt ? await provenFirst(restic, request, backup.folder) : request;
  const [{ facts: snapshot, nodes, manifest }, room] = await Promise.all([
    snapshotOf(app.name, restic, wanted, { now, zone: fleet.timeZone }),
    roomOf(site),
  ]);
  const { commit } = snapshot;
  if (commit === null)
    throw new RoostError(
      'NotInSnapshot',
      sentences(
        `Snapshot ${snapshot.id.slice(0, 8)} of ${app.name} does not say of which commit it is:`,
        'the app cannot be made again from it.',
      ),
      { app: app.name },
    );
  const settings = drillOf(backup, app);
  const own = scriptItem(app, nodes, { into: 'live' }, await restoreScriptOf(app, restic, snapshot, nodes));
  // What is damaged by kind is restored by kind.
  const mayRun = !request.corrupt && (settings.script === true || liveOn(fleet, site.host.name).length === 0);
  const byKind = own !== null && !mayRun;
  const why = byKindWarnings({ app, host: site.host.name, byKind, corrupt: request.corrupt });
  const world: DrillWorld = {
    app: manifest ? { ...app, directory: manifest.place.directory, source: manifest.place.source } : app,
    host: site.host.name,
    folder: site.app.directory,
    settings,
    snapshot: { ...snapshot, commit },
    items: [
      ...filesOf(app, manifest, nodes),
      // Nothing is there that would be kept.
      ...(own && mayRun
        ? [{ ...own, keeps: [] }]
        : itemsOf(app, heldSources(dataOf(app), manifest), nodes, why)),
    ],
    byKind,
    lacksUntracked: manifest?.untracked === undefined,
    volumes: volumesOf(app, manifest),
    rows: rowsOf(manifest),
    database: databaseOf(manifest),
    images: imagesOf(manifest),
    room,
    corrupt: request.corrupt,
  };
  const age = Math.max(0, Math.round((now.getTime() - Date.parse(snapshot.time)) / 1000));
  const made = {
    plan: drillPlan(world, newOperation(), site.fleet.decide.wait),
    facts: { gatheredAt: now.toISOString(), drill: { age, ...drillRoom(world) } },
  };
  return keepFleet(made, site.fleet, lease, true);
}

/** The newest snapshot that a drill has proven, if the repository has it yet. */
async function provenFirst(restic: Restic, request: DrillRequest, folder: string): Promise<DrillRequest> {
  if ((request.snapshot ?? 'latest') !== 'latest') return request;
  const { drills } = await readStatus(backupPaths(folder).status);
  const proven = drills[request.app]?.proven?.snapshot;
  if (!proven) return request;
  const all = await restic.snapshots(appTag(request.app));
  return all.some(({ id }) => id === proven) ? { ...request, snapshot: proven } : request;
}

/**
 * All of it: a snapshot that lacks a part proves nothing. An app
 * without data is proven by starting at all. `why`: it is not restored by its script.
 */
function itemsOf(app: AppConfig, sources: HeldSource[], nodes: HeldNode[], why: string[]): RestoreItem[] {
  if (sources.length === 0) return [];
  const lacks = (message: string): RoostError =>
    new RoostError('NotInSnapshot', [message, ...why].join('\n'), { app: app.name });
  let selected: Selection;
  try {
    selected = selectItems(app, sources, nodes, { into: 'scratch' });
  } catch (error) {
    throw error instanceof RoostError && error.code === 'NotInSnapshot' ? lacks(error.message) : error;
  }
  const { items, warnings } = selected;
  if (warnings.length === 0) return items;
  const missing = warnings.map((warning) => warning.replace(/: it stays as it is\.$/, '')).join('; ');
  throw lacks(`${missing}. So ${app.name} cannot be restored as a whole.`);
}

/** Of the commit that is drilled; by contract sgos the snapshot has its manifest. */
async function restoreScriptOf(
  app: AppConfig,
  restic: Restic,
  { id, root }: SnapshotContent['facts'],
  nodes: HeldNode[],
): Promise<string | undefined> {
  if (app.contract === 'compose') return app.scripts.restore;
  const file = posix.join('copies/config', app.source, 'app.json');
  if (!nodes.some(({ path, isFile }) => isFile && path === file)) return undefined;
  return parseAppJson(await restic.read(id, posix.join(root, file))).scripts.restore;
}

/** What Compose reads and git does not have. */
function filesOf(app: AppConfig, manifest: SnapshotManifest | null, nodes: HeldNode[]): RestoreItem[] {
  const sources = untrackedOf(manifest);
  if (sources.length === 0) return [];
  const what = ['untracked'];
  return selectItems(app, heldSources(sources, manifest), nodes, { what, into: 'scratch' }).items;
}

/** The key in the Compose file by which a container mounts what the fleet file names. */
function volumesOf({ data }: AppConfig, manifest: SnapshotManifest | null): Record<string, string> {
  const known = Object.entries(manifest?.project?.volumes ?? {});
  const found = data.volumes.map((name) => {
    const key = known.find(([one, { name: docker }]) => one === name || docker === name)?.[0];
    return [name, key ?? name] as const;
  });
  return Object.fromEntries(found);
}

function databaseOf(manifest: SnapshotManifest | null): number | null {
  const sizes = (manifest?.sources ?? []).map((one) =>
    'databaseBytes' in one ? (one.databaseBytes ?? 0) : 0,
  );
  return sizes.reduce((sum, one) => sum + one, 0) || null;
}

/** What ran then, also of what holds data. It comes from a snapshot: only ids are taken. */
function imagesOf(manifest: SnapshotManifest | null): Record<string, string> {
  const all = Object.entries(manifest?.release.images ?? {});
  for (const one of manifest?.sources ?? [])
    if ('image' in one && one.image) all.push([one.service, one.image]);
  return Object.fromEntries(
    all.flatMap(([service, { id }]) => (/^sha256:[0-9a-f]{64}$/.test(id) ? [[service, id]] : [])),
  );
}
