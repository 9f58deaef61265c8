/** Facts of a restore, then its pure planner. */
import { posix } from 'node:path';
import { Context } from '@temporalio/activity';
import { backupPaths, seeStatus } from '../../backup';
import { RoostError } from '../../errors';
import { appOf, backupOf, requireInService, type AppConfig } from '../../fleet/file';
import { configOf, dataOf } from '../../plan/backup/sources';
import { appPaths } from '../../plan/names';
import { acrossTo } from '../../plan/restore/across';
import { selectItems } from '../../plan/restore/items';
import { placed } from '../../plan/restore/places';
import { checkRestoreRequest, targetOf } from '../../plan/restore/request';
import { needs, planRestore as restorePlan, scopeOf, type RestoreWorld } from '../../plan/restore/restore';
import type { Planned } from '../../protocol/activities';
import type { Lease } from '../../protocol/lock';
import type { RestorePlan } from '../../protocol/plan';
import type { RestoreRequest } from '../../protocol/requests';
import type { RestoreFacts, RestoreItem } from '../../protocol/steps/restore';
import { requireHere } from '../app/away';
import { isRunning, listContainers, type Container } from '../app/containers/containers';
import { depsOn, siteOf, type Site } from '../app/site';
import { halfRestored } from '../data/kept';
import { databaseSize } from '../data/postgres';
import type { Deps } from '../deps';
import { hostFacts } from '../release/facts/host';
import { requireLock } from '../scope/lock';
import { newOperation } from '../scope/operation';
import { keepFleet } from '../scope/planned';
import { codeFacts, servingScripts } from './code';
import { heldSources, looseSources, roomOf, rowsOf, snapshotOf, withVolumes } from './facts';
import { liveAmounts } from './live';
import { foundPlaces } from './places';
import { pulledContent } from './pulled';
import { releaseOf } from './release';
import { planUndo } from './undo';
import { lackOf, laidOf, untrackedOf } from './untracked';
import { keptBytes } from './way-back';

/**
 * Errors: `BadRequest`, `UnknownApp`, `UnknownSnapshot`,
 * `NotInSnapshot`, `DiskFull`, those of restic and of SSH.
 */
export async function planRestore(
  deps: Deps,
  input: RestoreRequest,
  lease: Lease | null,
): Promise<Planned<RestorePlan>> {
  const request = checkRestoreRequest(input);
  const there = await depsOn(deps, request.app, request.on);
  const fleet = await there.fleet();
  const site = await siteOf(there, targetOf(request));
  const { repository, keepFormer } = backupOf(site.fleet);
  if (request.into !== 'scratch') requireInService(site.app);
  if (lease) await requireLock(site, lease);
  await requireHere(site, request.on);
  if (request.undo !== undefined) return planUndo(deps, site, request.undo, lease);
  const now = new Date();
  const signal = Context.current().cancellationSignal;
  const { app, config: hostConfig } = site;
  // Of another app only the fleet file and the repository are asked: its host may be gone.
  const from = request.app === app.name ? undefined : appOf(fleet, request.app);
  const source = from ?? app;
  const [{ facts: snapshot, nodes, manifest }, host, all, room] = await Promise.all([
    request.pulled === undefined
      ? snapshotOf(source.name, await deps.restic(repository, { signal }), request, {
          now,
          zone: fleet.timeZone,
        })
      : pulledContent(site, request.pulled),
    hostFacts(site, { compose: false }),
    listContainers(site.host),
    roomOf(site),
  ]);
  const wanted = [...dataOf(source), ...(from ? [] : untrackedOf(manifest)), configOf(source, hostConfig)];
  const sources =
    request.fromPath === undefined ? heldSources(wanted, manifest) : looseSources(wanted, nodes);
  const into = request.into === 'scratch' ? 'scratch' : 'live';
  const scripts = await servingScripts(site);
  const isOwn = request.fromPath === undefined && request.pulled === undefined;
  const selected = selectItems(
    source,
    sources,
    nodes,
    { ...request, into },
    isOwn ? scripts.restore : undefined,
  );
  const isNew = request.pulled !== undefined || (host.serving?.commit ?? host.headOnHost) === null;
  const selection = from ? acrossTo(app, from, selected) : laidOf(selected, isNew);
  if (selection.items.length === 0)
    throw new RoostError('NotInSnapshot', selection.warnings.join(' '), { app: app.name });
  selection.warnings.push(...lackOf(request, manifest, snapshot.id));
  const project = host.serving?.project ?? host.containers[0]?.project ?? app.project;
  selection.items = await withVolumes(site, { ...app, project }, selection.items, from ? null : manifest);
  const { postgres } = app.data;
  const database = postgres ? await databaseSize(site, host.containers, postgres) : null;
  const rows = rowsOf(manifest);
  const commit = host.serving?.commit ?? host.headOnHost;
  const scope = scopeOf({ app, host: hostConfig, project });
  const half = into === 'live' ? await halfRestored(site, scope) : null;
  if (half)
    selection.warnings.push(
      `The data that are there may be half: ${half.workflowId} was ended in its restore script.`,
    );
  const mine = new Set(host.containers.map(({ id }) => id));
  const others = all.filter(({ id }) => !mine.has(id));
  const world: RestoreWorld = {
    app,
    host: hostConfig,
    project,
    expects: host.serving?.release ?? 0,
    commit,
    code: await codeFacts(site, snapshot.commit, commit, scripts),
    check: scripts.check,
    sanitize: scripts.sanitize,
    keptBytes: into === 'live' ? await keptBytes(site, selection.items, host.containers) : undefined,
    noWayBack: request.noWayBack,
    pulled: request.pulled === undefined ? undefined : true,
    from,
    snapshot: from ? { ...snapshot, app: from.name } : snapshot,
    selection,
    into,
    keep: keepFormer,
    containers: all.filter(({ id }) => mine.has(id)),
    others: others.filter(isRunning),
    elsewhere: from?.host === app.host ? await elsewhere(site, from, selection.items, others) : undefined,
    personFlag: host.personFlag,
    rows,
    database,
    room,
  };
  if (world.into === 'live')
    selection.items = placed(selection.items, await foundPlaces(site, selection.items), world);
  const back = request.release === 'snapshot' ? await releaseOf(deps, site, snapshot, commit) : null;
  const plan = restorePlan(world, newOperation(), site.fleet.decide.wait, back);
  const needed = needs(world);
  const made = {
    plan,
    facts: {
      gatheredAt: host.gatheredAt,
      diskFreeBytes: host.diskFreeBytes,
      databaseBytes: database,
      restore: {
        age: Math.round((now.getTime() - Date.parse(snapshot.time)) / 1000),
        now: await liveAmounts(site, selection.items, world, ({ from }) => rows[from]),
        drill: await lastDrill(site, source.name),
        room: {
          hostNeeded: needed.app + needed.docker,
          hostFree: room.docker ? Math.min(room.app.free, room.docker.free) : room.app.free,
          controlNeeded: needed.control,
          controlFree: room.control.free,
        },
      },
    },
  };
  return keepFleet(made, site.fleet, lease, true);
}

/** What on the host is the other app's, or somebody's. */
const elsewhere = async (
  { host }: Site,
  from: AppConfig,
  items: RestoreItem[],
  others: Container[],
): Promise<RestoreWorld['elsewhere']> => ({
  volumes: Object.fromEntries(
    others.flatMap(({ name, mounts }) =>
      mounts.flatMap(({ type, source }): [string, string][] =>
        type === 'volume' ? [[posix.basename(posix.dirname(source)), `container ${name}`]] : [],
      ),
    ),
  ),
  places: await foundPlaces({ host, app: from, paths: appPaths(from.directory) }, items),
});

/**
 * How long it took in scratch, for the person who waits now; a status
 * that cannot be read hinders no restore.
 */
async function lastDrill({ fleet }: Site, app: string): Promise<RestoreFacts['drill']> {
  const status = await seeStatus(backupPaths(backupOf(fleet).folder).status).catch(() => null);
  const proven = status?.drills[app]?.proven;
  return proven
    ? { at: proven.at, seconds: proven.seconds - (proven.parts.end ?? 0), bytes: proven.bytes }
    : undefined;
}
