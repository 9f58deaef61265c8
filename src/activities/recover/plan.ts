/** Facts of a recovery, then its pure planner. */
import { Context } from '@temporalio/activity';
import { backupPaths, readStatus, type BackupStatus, type SnapshotManifest } from '../../backup';
import { hostOf, isBackedUp, type Fleet, type HostConfig } from '../../fleet/file';
import { anyCode } from '../../host/exit-code';
import { printIfThere } from '../../host/files';
import type { Host } from '../../host/types';
import { hostDirectory } from '../../plan/names';
import { planRecover as recoverPlan, type AppFacts, type RecoverFacts } from '../../plan/recover/recover';
import type { Planned } from '../../protocol/activities';
import type { Lease } from '../../protocol/lock';
import type { RecoverPlan } from '../../protocol/plan';
import type { RecoverRequest } from '../../protocol/requests';
import { appTag, type Restic } from '../../restic';
import { isRunning } from '../app/containers/containers';
import { siteOf, type Site } from '../app/site';
import type { Deps } from '../deps';
import { hostFacts } from '../release/facts/host';
import { snapshotOf } from '../restore/facts';
import { untrackedOf } from '../restore/untracked';
import { requireLock } from '../scope/lock';
import { newOperation } from '../scope/operation';
import { keepFleet } from '../scope/planned';
import { hostSite } from '../scope/site';
import { markOf } from './steps/mark';

export async function planRecover(
  deps: Deps,
  request: RecoverRequest,
  lease: Lease | null,
): Promise<Planned<RecoverPlan>> {
  const current = await deps.fleet();
  // With a lease the host has been provisioned, and has the account of the fleet file.
  const user = lease ? undefined : request.user;
  const fleet = moved(current, { ...request, user });
  const there: Deps = { ...deps, fleet: async () => fleet };
  const site = await hostSite(there, request.host);
  if (lease) await requireLock(site, lease);
  const isBare = user !== undefined && !(await hasDocker(site.host));
  const { backup } = fleet;
  const own = Object.values(fleet.apps).filter(
    ({ host, archived }) => host === request.host && archived === undefined,
  );
  const status = backup ? await readStatus(backupPaths(backup.folder).status) : null;
  const signal = Context.current().cancellationSignal;
  const restic = backup && own.some(isBackedUp) ? await deps.restic(backup.repository, { signal }) : null;
  const apps: AppFacts[] = [];
  for (const app of own)
    apps.push(await factsOf(await siteOf(there, app.name), { request, fleet, restic, status, isBare }));
  const directory =
    user === undefined ? site.directory : hostDirectory(homeToBe(hostOf(current, request.host)));
  const facts: RecoverFacts = {
    scope: { kind: 'host', host: request.host, directory },
    host: { ...site.config, user: hostOf(current, request.host).user },
    apps,
    cloudflare: fleet.cloudflare !== undefined && site.config.cloudflare !== undefined,
  };
  const made = {
    plan: recoverPlan(facts, newOperation(), fleet.decide.wait),
    facts: { gatheredAt: new Date().toISOString() },
  };
  return keepFleet(made, fleet, lease);
}

/** As the fleet file will have it. Errors: `UnknownHost`. */
function moved(fleet: Fleet, { host, on, user }: RecoverRequest): Fleet {
  const config = hostOf(fleet, host);
  const there = { ...config, ...on, user: user ?? config.user };
  return { ...fleet, hosts: { ...fleet.hosts, [host]: there } };
}

/** As provisioning makes it. */
const homeToBe = ({ user }: HostConfig): string => (user === 'root' ? '/root' : `/home/${user}`);

const hasDocker = async (host: Host): Promise<boolean> =>
  (await host.exec(['docker', '--version'], { ok: anyCode })).code === 0;

interface Sources {
  request: RecoverRequest;
  fleet: Fleet;
  restic: Restic | null;
  status: BackupStatus | null;
  /** Nothing can be there. */
  isBare: boolean;
}

async function factsOf(
  site: Site,
  { request: { newest = false }, fleet, restic, status, isBare }: Sources,
): Promise<AppFacts> {
  const { app } = site;
  const there = isBare ? 'nothing' : await isThere(site);
  const nothing = { app, there, snapshot: null, newer: null };
  if (there === 'whole' || there === 'foreign' || !restic || !isBackedUp(app)) return nothing;
  const all = await restic.snapshots(appTag(app.name));
  const last = all.at(-1);
  if (!last) return nothing;
  const id = status?.drills[app.name]?.proven?.snapshot ?? null;
  const proven = all.find((one) => one.id === id);
  const chosen = newest ? last : (proven ?? last);
  const clock = { now: new Date(), zone: fleet.timeZone };
  const { facts, manifest } = await snapshotOf(
    app.name,
    restic,
    { app: app.name, snapshot: chosen.id },
    clock,
  );
  return {
    ...nothing,
    snapshot: {
      id: chosen.id,
      time: chosen.time,
      commit: facts.commit,
      proven: chosen.id === proven?.id,
      untracked: manifest?.untracked && (isLaid(manifest) ? 'some' : 'none'),
    },
    newer: chosen.id === last.id ? null : { id: last.id, time: last.time },
  };
}

/** What its commit has too comes with that. */
const isLaid = (manifest: SnapshotManifest): boolean =>
  untrackedOf(manifest).some((one) => one.kind === 'untracked' && one.files.some(({ changed }) => !changed));

async function isThere(site: Site): Promise<AppFacts['there']> {
  const mark = (await site.host.exec(printIfThere(markOf(site.app.directory)))).stdout.trim();
  if (mark !== '') return 'half';
  const { serving, containers } = await hostFacts(site, { compose: false, flags: false });
  if (serving) return 'whole';
  return containers.some((one) => isRunning(one)) ? 'foreign' : 'nothing';
}
