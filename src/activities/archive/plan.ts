/** Facts of an archive, then its pure planner. */
import { printIfThere } from '../../host/files';
import { planArchive as archivePlan, planReturn } from '../../plan/archive/archive';
import type { ArchiveFacts } from '../../plan/archive/facts';
import { planBackup } from '../../plan/backup/backup';
import { dataOf } from '../../plan/backup/sources';
import type { Planned } from '../../protocol/activities';
import type { Lease } from '../../protocol/lock';
import type { ArchivePlan } from '../../protocol/plan';
import type { ArchiveRequest } from '../../protocol/requests';
import { requireHere } from '../app/away';
import { siteOf, type Site } from '../app/site';
import { backupFacts } from '../backup/plan';
import type { Deps } from '../deps';
import { hostFacts, type HostFacts } from '../release/facts/host';
import { requireLock } from '../scope/lock';
import { newOperation } from '../scope/operation';
import { keepFleet } from '../scope/planned';

export async function planArchive(
  deps: Deps,
  { app: name, undo }: ArchiveRequest,
  lease: Lease | null,
): Promise<Planned<ArchivePlan>> {
  const site = await siteOf(deps, name);
  if (lease) await requireLock(site, lease);
  await requireHere(site);
  const { app, fleet } = site;
  const host = await hostFacts(site, { compose: false });
  const facts = await factsOf(site, host);
  const operation = newOperation();
  const { wait } = fleet.decide;
  const copies =
    undo || !fleet.backup || app.backup.from === 'off' ? null : await backupFacts(site, { host });
  // The archive itself stops the app, behind its copies: none of its containers is to be stopped for them.
  const backup = copies && planBackup({ ...copies, containers: undefined }, operation, wait);
  const made = {
    plan: undo ? planReturn(facts, operation, wait) : archivePlan(facts, backup, operation, wait),
    facts: {
      diskFreeBytes: host.diskFreeBytes,
      databaseBytes: copies?.room.database ?? null,
      stagingFreeBytes: copies?.room.stagingFree,
      gatheredAt: host.gatheredAt,
    },
  };
  return keepFleet(made, fleet, lease, fleet.backup !== undefined);
}

async function factsOf(site: Site, host: HostFacts): Promise<ArchiveFacts> {
  const { app, config, paths } = site;
  const { serving, containers, headOnHost, personFlag } = host;
  const stopped = (await site.host.exec(printIfThere(paths.stopped))).stdout;
  return {
    app,
    host: config,
    project: serving?.project ?? containers[0]?.project ?? app.project,
    expects: serving?.release ?? 0,
    commit: serving?.commit ?? headOnHost,
    version: serving?.version ?? null,
    containers,
    stopped: stopped.split('\n').flatMap((line) => line.split(' ')[0] || []),
    personFlag,
    sources: dataOf(app),
  };
}
