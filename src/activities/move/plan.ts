/** Facts of a move, then its pure planner. */
import { RoostError } from '../../errors';
import { hostOf, requireInService, type AppConfig, type Fleet } from '../../fleet/file';
import { planBackup } from '../../plan/backup/backup';
import { dataOf } from '../../plan/backup/sources';
import type { MoveFacts } from '../../plan/move/facts';
import { planMove as movePlan } from '../../plan/move/move';
import type { Planned } from '../../protocol/activities';
import type { Lease } from '../../protocol/lock';
import type { BackupPlan, MovePlan } from '../../protocol/plan';
import type { MoveRequest } from '../../protocol/requests';
import { readHostMark } from '../app/away';
import { isRunning } from '../app/containers/containers';
import { depsOn, siteOf, type Site } from '../app/site';
import { backupFacts } from '../backup/plan';
import type { Deps } from '../deps';
import { hostFacts, type HostFacts } from '../release/facts/host';
import { servingScripts } from '../restore/code';
import { roomOf } from '../restore/facts';
import { requireLock } from '../scope/lock';
import { newOperation } from '../scope/operation';
import { keepFleet } from '../scope/planned';

/** Errors: `BadRequest`, `UnknownHost`, `SourceMissing`, those of a backup's plan and of both hosts. */
export async function planMove(
  deps: Deps,
  request: MoveRequest,
  lease: Lease | null,
): Promise<Planned<MovePlan>> {
  const site = await siteOf(deps, request.app);
  const { app, config } = site;
  const fleet = await deps.fleet();
  requireInService(app);
  if (lease) await requireLock(site, lease);
  const way = request.undo ? 'back' : request.confirm ? 'confirm' : 'move';
  const [away, came] = await Promise.all(
    [site.paths.away, site.paths.came].map((file) => readHostMark(site, file)),
  );
  const to = way === 'move' ? request.to : came?.host;
  if (to === undefined)
    throw new RoostError(
      'BadRequest',
      way === 'move'
        ? `Where ${app.name} moves to is missing: \`roost move ${app.name} --to HOST\``
        : `${app.name} has no way back: no move has brought it to ${config.name}, or it was confirmed`,
      { app: app.name },
    );
  if (to === app.host)
    throw new RoostError('BadRequest', `${app.name} is on ${to} already`, { app: app.name, host: to });
  const there = await siteOf(await depsOn(deps, app.name, to), app.name);
  const [host, thereFacts, thereAway] = await Promise.all([
    hostFacts(site, { compose: false }),
    hostFacts(there, { compose: false, flags: false }),
    readHostMark(there, there.paths.away),
  ]);
  const sources = dataOf(app);
  // Without data there may be files that Compose reads and git does not have.
  const isAsked = sources.length > 0 || fleet.backup !== undefined;
  const found = way === 'move' && away === null && isAsked ? await copiesOf(site, host) : null;
  const copies = sources.length > 0 || found?.untracked ? found : null;
  const facts: MoveFacts = {
    ...situation(site, host),
    way,
    to: hostOf(fleet, to),
    away: away?.host ?? null,
    there: {
      away: thereAway?.host ?? null,
      runs: thereFacts.containers.some((one) => isRunning(one)),
    },
    size: copies && (await sizeOf(copies, there)),
    down: request.down ?? fleet.move?.down ?? null,
    cameAt: came && came.host === to ? came.at : null,
    sources,
    script: (await servingScripts(site)).backup !== undefined,
    cloudflare: fleet.cloudflare !== undefined && app.cloudflare !== undefined,
    names: [...new Set([app.domain, app.cloudflare?.hostname].filter((name) => name !== undefined))],
    neighbours: neighboursOf(fleet, app),
  };
  const operation = newOperation();
  const made = {
    plan: movePlan(facts, copies?.plan(operation) ?? null, operation, fleet.decide.wait),
    facts: {
      gatheredAt: host.gatheredAt,
      diskFreeBytes: thereFacts.diskFreeBytes,
      databaseBytes: copies?.database ?? null,
      stagingFreeBytes: copies?.stagingFree,
    },
  };
  // It works on both hosts.
  return keepFleet(made, fleet, lease, fleet.backup !== undefined, false, true);
}

async function sizeOf({ copied, database }: Copies, there: Site): Promise<MoveFacts['size']> {
  const { app: disk, docker } = await roomOf(there);
  return { copied, database: database ?? 0, disk, docker };
}

interface Copies {
  /** Bytes. */
  copied: number;
  /** There are files that Compose reads and git does not have. */
  untracked: boolean;
  database: number | null;
  stagingFree: number;
  plan(operation: string): BackupPlan;
}

/** By the kinds of its data: a restore puts nothing else in place. */
async function copiesOf(site: Site, host: HostFacts): Promise<Copies> {
  const found = await backupFacts(site, { host });
  const app: AppConfig = { ...found.app, backup: { ...found.app.backup, from: 'data' } };
  // The move itself stops the app.
  const facts = { ...found, app, script: null, left: [], containers: undefined };
  return {
    copied: found.room.copies + found.room.folders,
    untracked: found.untracked?.files.some(({ changed }) => !changed) === true,
    database: found.room.database,
    stagingFree: found.room.stagingFree,
    plan: (operation) => planBackup(facts, operation, site.fleet.decide.wait),
  };
}

function situation({ app, config }: Site, host: HostFacts) {
  const { serving, containers, headOnHost, changedByHand, personFlag, records } = host;
  return {
    app,
    from: config,
    project: serving?.project ?? containers[0]?.project ?? app.project,
    expects: serving?.release ?? 0,
    commit: serving?.commit ?? headOnHost,
    version: serving?.version ?? null,
    containers,
    changedByHand,
    personFlag,
    hold: records.some(({ current, hold }) => current && hold !== undefined && hold !== null),
  };
}

/** On the same host, so far. */
const neighboursOf = ({ apps }: Fleet, { name, host, needs = [] }: AppConfig): string[] =>
  Object.values(apps)
    .filter((one) => one.host === host && (needs.includes(one.name) || one.needs?.includes(name)))
    .map((one) => one.name);
