/** Facts, then the pure planner: its recorded result is the plan that runs. */
import { RoostError } from '../../errors';
import { requireInService } from '../../fleet/file';
import { planDeploy as deployPlan } from '../../plan/release/deploy';
import type { DeployFacts } from '../../plan/release/facts';
import { planRollback as rollbackPlan } from '../../plan/release/rollback/rollback';
import type { Lease } from '../../protocol/lock';
import type { PlanFacts, ReleasePlan } from '../../protocol/plan';
import type { DeployRequest, RollbackRequest } from '../../protocol/requests';
import { currentRun } from '../activity';
import { requireHere } from '../app/away';
import { depsOn, siteOf, type Site } from '../app/site';
import { refuseHalfRestored, refuseUnsanitized } from '../data/kept';
import type { Deps } from '../deps';
import { requireLock } from '../scope/lock';
import { newOperation } from '../scope/operation';
import { keepFleet } from '../scope/planned';
import { automaticFacts } from './facts/automatic';
import { broughtFiles } from './facts/commit/brought';
import { readDealt, writeDealt, type Dealt } from './facts/commit/head';
import { between } from './facts/commit/history';
import { fetchMirror, Mirror } from './facts/commit/mirror';
import { fetchParts } from './facts/commit/parts';
import { targetFacts } from './facts/commit/target';
import { isDataThere } from './facts/data-there';
import { hostFacts } from './facts/host';
import { newerImages } from './facts/newer';
import { rollbackFacts } from './facts/rollback';
import { requireWayBack } from './facts/way-back';
import { hasStatuses } from './status';

export async function planDeploy(
  deps: Deps,
  request: DeployRequest,
  lease: Lease | null,
): Promise<{ plan: ReleasePlan; facts: PlanFacts; statuses?: true }> {
  const there = await depsOn(deps, request.app, request.on);
  const site = await siteOf(there, request.app);
  requireInService(site.app);
  if (lease) await requireLock(site, lease);
  await requireHere(site, request.on);
  const facts = await gather(deps, site, request, lease);
  const operation = newOperation();
  const { strategy, noWayBack, again } = request;
  const statuses = lease !== null && facts.target.isHead && (await hasStatuses(deps, site.app, site.fleet));
  const diverged = request.automatic ? site.app.push.diverged === 'deploy' : request.diverged;
  const plan = planned(facts, { strategy, diverged, noWayBack, again }, operation, site.fleet.decide.wait);
  await requireWayBack(site, facts, plan);
  await refuseUnsanitized(site, plan.scope);
  await refuseHalfRestored(site, plan.scope);
  const made = {
    plan,
    facts: {
      diskFreeBytes: facts.diskFreeBytes,
      databaseBytes: facts.databaseBytes,
      gatheredAt: facts.gatheredAt,
    },
    statuses: statuses || undefined,
  };
  return keepFleet(made, site.fleet, lease);

  function planned(...args: Parameters<typeof deployPlan>): ReleasePlan {
    try {
      return deployPlan(...args);
    } catch (error) {
      if (!statuses || !(error instanceof RoostError)) throw error;
      throw new RoostError(error.code, error.message, error.details, {
        ...error.traits,
        commitForStatus: facts.target.commit,
        cause: error,
      });
    }
  }
}

export async function planRollback(
  deps: Deps,
  request: RollbackRequest,
  lease: Lease | null,
): Promise<{ plan: ReleasePlan; facts: PlanFacts }> {
  const site = await siteOf(deps, request.app);
  requireInService(site.app);
  if (lease) await requireLock(site, lease);
  await requireHere(site);
  const facts = await rollbackFacts(deps, site, request.to, request.secrets ?? 'now');
  const { diskFreeBytes, databaseBytes, gatheredAt, dump } = facts;
  const plan = rollbackPlan(facts, request, newOperation(), site.fleet.decide.wait);
  await requireWayBack(site, facts, plan);
  await refuseUnsanitized(site, plan.scope);
  await refuseHalfRestored(site, plan.scope);
  const made = { plan, facts: { diskFreeBytes, databaseBytes, gatheredAt, loss: dump?.loss } };
  return keepFleet(made, site.fleet, lease);
}

async function wantedCommit({ app }: Site, mirror: Mirror, ref?: string): Promise<string> {
  const commit = ref === undefined ? await mirror.head(app.branch) : (await mirror.resolve(ref))?.commit;
  if (commit) return commit;
  const wanted = ref === undefined ? `branch ${app.branch}` : `branch, tag or commit ${ref}`;
  const branches = await mirror.branches(5);
  const others = branches.length > 0 ? ` Its newest branches: ${branches.join(', ')}.` : '';
  throw new RoostError('UnknownRef', `${app.repository} has no ${wanted}.${others}`, {
    app: app.name,
    ref: ref ?? app.branch,
  });
}

async function gather(
  deps: Deps,
  site: Site,
  { ref, automatic, pull }: DeployRequest,
  lease: Lease | null,
): Promise<DeployFacts> {
  const [{ records, installed: _, backupScript: _script, ...host }] = await Promise.all([
    hostFacts(site),
    fetchMirror(site),
  ]);
  const mirror = new Mirror(site);
  const commit = await wantedCommit(site, mirror, ref);
  const serving = host.serving ? host.serving.commit : host.headOnHost;
  const runs = host.containers.some((c) => c.service === site.app.service && c.state === 'running');
  const record = records.find(({ current }) => current) ?? null;
  const left = await fetchParts(site, commit);
  const [replaced, target, history] = await Promise.all([
    broughtFiles(site, commit),
    targetFacts(deps, site, mirror, { serving, commit, record, containers: host.containers }),
    between(site.app, mirror, serving, runs || host.serving !== null, commit),
  ]);
  const services = target.contract.compose?.services ?? {};
  const newer = pull ? await newerImages(deps, site, services, host.containers) : undefined;
  const hold = record?.hold ?? null;
  const dealt = target.target.isHead && lease ? await dealWith(site, commit) : null;
  return {
    app: site.app,
    host: site.config,
    ...host,
    ...target,
    ...history,
    ...replaced,
    leftOut: left,
    pull: newer,
    dataThere: host.serving ? undefined : await isDataThere(site, host.containers, target.contract.compose),
    automatic:
      automatic && (await automaticFacts(site, mirror, automatic, { head: commit, serving, hold, dealt })),
  };
}

/** Marks the head as dealt with, whatever comes of it; returns the run that had dealt with it before. */
async function dealWith(site: Site, head: string): Promise<Dealt | null> {
  const { workflowId } = currentRun();
  const before = await readDealt(site);
  if (before?.commit !== head) await writeDealt(site, { commit: head, workflowId });
  return before?.workflowId === workflowId ? null : before;
}
