/** Facts of the way back of a restore, then its pure planner. */
import { posix } from 'node:path';
import { RoostError } from '../../errors';
import { backupOf } from '../../fleet/file';
import { printIfThere } from '../../host/files';
import { restorePaths } from '../../plan/restore/names';
import { scopeOf } from '../../plan/restore/restore';
import { chooseRestore, itemsToGiveBack, planUndo as undoPlan } from '../../plan/restore/undo';
import type { RestoreWorld } from '../../plan/restore/world';
import type { Planned } from '../../protocol/activities';
import type { Lease } from '../../protocol/lock';
import type { RestorePlan } from '../../protocol/plan';
import { isRunning, listContainers } from '../app/containers/containers';
import type { Site } from '../app/site';
import { readRestores } from '../data/kept';
import { databaseSize } from '../data/postgres';
import { isKept } from '../data/restore';
import { rowsIn } from '../data/rows';
import type { Deps } from '../deps';
import { hostFacts } from '../release/facts/host';
import { newOperation } from '../scope/operation';
import { keepFleet } from '../scope/planned';
import { codeFacts } from './code';
import { roomOf } from './facts';
import { liveAmounts } from './live';
import { releaseLeft } from './release';

/** Errors: `RestoreGone`, `ReleaseMismatch`, those of SSH. */
export async function planUndo(
  deps: Deps,
  site: Site,
  wanted: string,
  lease: Lease | null,
): Promise<Planned<RestorePlan>> {
  const { app } = site;
  const record = chooseRestore(app.name, await readRestores(site), wanted);
  const now = new Date();
  // What must not be served is led away from, however late.
  if (record.keptUntil < now.toISOString() && record.unsanitized === undefined)
    throw new RoostError(
      'RestoreGone',
      `What ${wanted} of ${app.name} has replaced was kept until ${record.keptUntil}.`,
      {
        app: app.name,
      },
    );
  const rowsFile = posix.join(restorePaths(site.paths.restores, record.operation).folder, 'rows');
  const [host, all, room, rows] = await Promise.all([
    hostFacts(site, { compose: false }),
    listContainers(site.host),
    roomOf(site),
    site.host.exec(printIfThere(rowsFile)),
  ]);
  const commit = host.serving?.commit ?? host.headOnHost;
  const mine = new Set(host.containers.map(({ id }) => id));
  const project = host.serving?.project ?? host.containers[0]?.project ?? app.project;
  const look = {
    ...site,
    scope: scopeOf({ app, host: site.config, project }),
    context: { operation: record.operation },
  };
  const kept = await Promise.all(record.sources.map((item) => isKept(look, item, record.operation)));
  const items = itemsToGiveBack(app.name, record, kept);
  const world: RestoreWorld = {
    app,
    host: site.config,
    project,
    expects: host.serving?.release ?? 0,
    commit,
    code: await codeFacts(site, record.commit ?? null, commit, {}),
    snapshot: { id: record.snapshot, time: record.takenAt, host: site.host.name, commit: null, root: '' },
    selection: { items, warnings: [] },
    into: 'live',
    keep: backupOf(site.fleet).keepFormer,
    containers: all.filter(({ id }) => mine.has(id)),
    others: all.filter((one) => !mine.has(one.id) && isRunning(one)),
    personFlag: host.personFlag,
    database: app.data.postgres ? await databaseSize(site, host.containers, app.data.postgres) : null,
    room,
  };
  const left = await releaseLeft(deps, site, record, host.serving?.release);
  const made = {
    plan: undoPlan(world, record, newOperation(), site.fleet.decide.wait, left),
    facts: {
      gatheredAt: host.gatheredAt,
      diskFreeBytes: host.diskFreeBytes,
      restore: {
        age: Math.round((now.getTime() - Date.parse(record.at)) / 1000),
        now: await liveAmounts(site, items, world, ({ kind }) =>
          kind === 'postgres' ? (rowsIn(rows.stdout) ?? undefined) : undefined,
        ),
        room: { hostNeeded: 0, hostFree: room.app.free, controlNeeded: 0, controlFree: room.control.free },
      },
    },
  };
  return keepFleet(made, site.fleet, lease, true);
}
