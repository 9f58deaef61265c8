/** Facts of a backup, then its pure planner. */
import { readdir } from 'node:fs/promises';
import { posix } from 'node:path';
import { Context } from '@temporalio/activity';
import { backupPaths, readStatus, takenBy, type BackupPaths, type BackupStatus } from '../../backup';
import { parseAppJson } from '../../fleet/contract';
import { backupOf, requireInService } from '../../fleet/file';
import { printIfThere } from '../../host/files';
import type { ExecOptions } from '../../host/types';
import { DAY } from '../../lib/time';
import { planBackup as backupPlan } from '../../plan/backup/backup';
import type { BackupFacts, Room } from '../../plan/backup/facts';
import { GROWTH } from '../../plan/backup/room';
import { dataOf, isInPlace, scriptsOf } from '../../plan/backup/sources';
import { KEEP_COPIES } from '../../plan/backup/steps';
import { besides } from '../../plan/backup/untracked';
import type { Lease } from '../../protocol/lock';
import type { BackupPlan, PlanFacts } from '../../protocol/plan';
import type { BackupRequest } from '../../protocol/requests';
import { requireHere } from '../app/away';
import { isRunning } from '../app/containers/containers';
import { siteOf, type Site } from '../app/site';
import { sizesOf } from '../data';
import { bytesOfOldRestores } from '../data/kept';
import { volumePlaces } from '../data/volume/places';
import type { Deps } from '../deps';
import { hostFacts, type HostFacts } from '../release/facts/host';
import { requireLock } from '../scope/lock';
import { newOperation } from '../scope/operation';
import { keepFleet } from '../scope/planned';
import { notNamedOf } from './not-named';
import { readProject } from './project';
import { diskOf } from './steps/pull';
import { sweepable } from './sweep';
import { untrackedOf } from './untracked';

const LIMIT_MS = 10 * 60_000;
/** An app that was not backed up for so long has left the fleet, or needs more than room. */
const LATELY = 7 * DAY;

/** Errors: `BadRequest` where the fleet file has no backup; those of the planner and of SSH. */
export async function planBackup(
  deps: Deps,
  request: BackupRequest,
  lease: Lease | null,
): Promise<{ plan: BackupPlan; facts: PlanFacts }> {
  const site = await siteOf(deps, request.app);
  requireInService(site.app);
  backupOf(site.fleet);
  if (lease) await requireLock(site, lease);
  await requireHere(site);
  const found = await backupFacts(site, { inNight: request.night !== undefined });
  const facts = { ...found, keep: request.keep, mend: request.mend };
  const { room, gatheredAt } = facts;
  const made = {
    plan: backupPlan(facts, newOperation(), site.fleet.decide.wait),
    facts: {
      diskFreeBytes: room.hostFree,
      databaseBytes: room.database,
      stagingFreeBytes: room.stagingFree,
      gatheredAt,
    },
  };
  return keepFleet(made, site.fleet, lease, true);
}

/** `host`: where somebody has asked it already. Errors: `BadRequest` where the fleet file has no backup. */
export async function backupFacts(
  site: Site,
  { inNight = false, host: known }: { inNight?: boolean; host?: HostFacts },
): Promise<BackupFacts> {
  const backup = backupOf(site.fleet);
  const paths = backupPaths(backup.folder);
  const [host, status, disk, staged] = await Promise.all([
    known ?? hostFacts(site, { compose: false, flags: false }),
    readStatus(paths.status),
    diskOf(paths.staging),
    takenBy(paths.app(site.app.name)),
  ]);
  const { installed, backupScript } = host;
  const before = status.apps[site.app.name];
  const exec = { timeout: LIMIT_MS, signal: Context.current().cancellationSignal };
  const project = host.serving?.project ?? host.containers[0]?.project ?? site.app.project;
  const volumes = installed ? await volumesOf(site, project, exec) : {};
  const places = installed ? await volumePlaces(site, project, volumes, paths.staging, exec) : {};
  const data = installed ? dataOf(site.app, volumes, places) : [];
  const pulled = data.filter(isInPlace);
  const sizeFacts = { containers: host.containers, status: before, wrote: backupScript.wrote, exec };
  const [script, sizes, pulledSizes] = await Promise.all([
    installed ? scriptOf(site) : null,
    sizesOf(
      site,
      data.filter((source) => !pulled.includes(source)),
      sizeFacts,
    ),
    sizesOf(site, pulled, sizeFacts),
  ]);
  const rule = { keep: KEEP_COPIES, proven: before?.lastSuccess?.operation ?? null };
  const old = installed
    ? await sweepable(site, site.app.directory, scriptsOf(site.app, script), rule, '', exec)
    : [];
  // They go before anything is copied, as old copies do: else a disk that they fill would refuse each night.
  const restores = installed ? await bytesOfOldRestores(site, sizes.postgres) : 0;
  const commit = host.serving?.commit ?? host.headOnHost;
  const untracked = installed ? await untrackedOf(site, { project, commit }, exec) : undefined;
  const unnamed = installed ? await notNamedOf(site, project, volumes, exec) : [];
  const room: Room = {
    hostFree: host.diskFreeBytes,
    hostTotal: host.diskTotalBytes,
    sweepable: old.reduce((sum, one) => sum + one.bytes, restores),
    stagingFree: disk.free,
    stagingTotal: disk.total,
    staged,
    database: sizes.postgres,
    copies: (['postgres', 'mariadb', 'redis', 'sqlite', 'volume'] as const).reduce(
      (sum, kind) => sum + (sizes[kind] ?? 0),
      0,
    ),
    folders: (pulledSizes.folder ?? 0) + (pulledSizes.volume ?? 0),
    written: backupScript.wrote ?? 0,
    last: before?.lastSuccess?.bytes ?? 0,
    others: await growthOf(site.app.name, status, paths),
  };
  return {
    app: site.app,
    host: site.config,
    config: backup,
    project,
    volumes,
    places,
    images: imagesOf(host),
    notNamed: besides(unnamed, untracked),
    untracked,
    installed,
    expects: host.serving?.release ?? 0,
    commit,
    version: host.serving?.version ?? null,
    script,
    running: host.containers.filter((one) => isRunning(one)).map(({ id }) => id),
    containers: host.containers.map(({ id, name, service }) => ({ id, name, service })),
    left: leftStopped(host),
    room,
    known: before !== undefined && before.lastSuccess !== null,
    inNight,
    gatheredAt: host.gatheredAt,
  };
}

/**
 * Of all other apps that were backed up lately: a part of what they hold,
 * or all of it where nothing of it is staged.
 */
async function growthOf(name: string, { apps }: BackupStatus, paths: BackupPaths): Promise<number> {
  const staged = await readdir(paths.staging).catch((): string[] => []);
  return Object.entries(apps).reduce((sum, [app, { lastSuccess }]) => {
    if (app === name || !lastSuccess || Date.parse(lastSuccess.at) < Date.now() - LATELY) return sum;
    return sum + (staged.includes(app) ? lastSuccess.bytes * GROWTH : lastSuccess.bytes);
  }, 0);
}

/** Docker's names of the volumes that the fleet file names by their keys. */
async function volumesOf(site: Site, project: string, exec: ExecOptions): Promise<Record<string, string>> {
  const { app, host } = site;
  if (app.data.volumes.length === 0 && !app.data.except) return {};
  const { name, directory, source, compose } = app;
  const scope = { kind: 'app' as const, app: name, host: host.name, directory, source, project, compose };
  const { volumes = {} } = (await readProject(host, scope, exec)) ?? {};
  const known = Object.entries(volumes).flatMap(([key, volume]) => (volume.name ? [[key, volume.name]] : []));
  return Object.fromEntries(known) as Record<string, string>;
}

/** Those of the record; of what roost has not deployed, those that run. */
function imagesOf({ records, containers }: HostFacts): BackupFacts['images'] {
  const current = records.find((record) => record.current)?.images ?? {};
  const ran = containers.map(({ service, imageId }) => [service, { id: imageId }]);
  return { ...(Object.fromEntries(ran) as Record<string, { id: string }>), ...current };
}

/**
 * What a former backup or its script has stopped and no one has started: its host died, and came
 * back when that run was over. A deploy since has seen to it.
 */
function leftStopped({ backupScript: { ran }, serving, containers }: HostFacts): BackupFacts['left'] {
  if (ran?.release !== (serving?.release ?? 0)) return [];
  return containers
    .filter((one) => ran.ids.includes(one.id) && !isRunning(one))
    .map(({ id, name }) => ({ id, name }));
}

/** Of the source that serves. Where it writes: by contract sgos the manifest says it. */
async function scriptOf({ app, host, source }: Site): Promise<{ command: string; output: string } | null> {
  if (app.contract === 'compose')
    return app.scripts.backup === undefined ? null : { command: app.scripts.backup, output: 'backup' };
  const { stdout } = await host.exec(printIfThere(posix.join(source, 'app.json')));
  if (stdout.trim() === '') return null;
  const { scripts, sgos } = parseAppJson(stdout);
  if (scripts.backup === undefined) return null;
  const output = sgos.backup?.output ?? 'backup';
  return {
    command: scripts.backup,
    output: posix.isAbsolute(output) ? posix.relative(app.directory, output) : output,
  };
}
