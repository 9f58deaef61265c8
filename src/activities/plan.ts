/** Facts, then the pure planner: its recorded result is the plan that runs. */
import { randomBytes } from 'node:crypto';
import { Context } from '@temporalio/activity';
import { RoostError } from '../errors';
import { checkContract, contractFiles } from '../fleet/contract';
import { planDeploy as plan } from '../fleet/plan/deploy';
import type { DeployFacts } from '../fleet/plan/facts';
import type { Plan, PlanFacts } from '../fleet/plan/types';
import type { Deps } from './deps';
import { between } from './facts/history';
import { hostFacts } from './facts/host';
import { fetchMirror, Mirror } from './facts/mirror';
import { servicesChangedBetween } from './facts/services';
import { siteOf, type Site } from './site';
import type { DeployRequest, Lease } from './types';

export async function planDeploy(deps: Deps, request: DeployRequest, lease: Lease | null): Promise<{ plan: Plan; facts: PlanFacts }> {
  const site = await siteOf(deps, request.app);
  if (lease) await requireLock(site, lease);
  const facts = await gather(site, request.ref);
  const operation = randomBytes(5).toString('hex');
  const { strategy, diverged } = request;
  return {
    plan: plan(facts, { ...(strategy ? { strategy } : {}), ...(diverged ? { diverged } : {}) }, operation, site.fleet.decide.wait),
    facts: { diskFreeBytes: facts.diskFreeBytes, databaseBytes: facts.databaseBytes, gatheredAt: facts.gatheredAt },
  };
}

/** A reset run carries the lease of the run that it was reset from. */
async function requireLock(site: Site, lease: Lease): Promise<void> {
  const held = await site.guard.show();
  const runId = Context.current().info.workflowExecution?.runId;
  if (held?.token !== lease.token || held.runId !== runId)
    throw new RoostError('LockLost', `The lock of ${site.app.name} is not this run's.`, { app: site.app.name, holder: held });
}

async function gather(site: Site, ref: string | undefined): Promise<DeployFacts> {
  const [{ records: _records, ...host }] = await Promise.all([hostFacts(site), fetchMirror(site)]);
  const mirror = new Mirror(site);
  const wanted = ref ?? site.app.branch;
  const commit = await mirror.resolve(wanted);
  if (!commit) throw new RoostError('UnknownRef', `${site.app.repository} has no branch, tag or commit ${wanted}.`, { app: site.app.name, ref: wanted });
  const serving = host.serving ? host.serving.commit : host.headOnHost;
  const runs = host.containers.some((c) => c.service === site.app.service && c.state === 'running');
  const [files, history, head, subject] = await Promise.all([
    targetFiles(site, mirror, commit),
    between(site.app, mirror, serving, runs || host.serving !== null, commit),
    mirror.resolve(site.app.branch),
    mirror.log(null, commit),
  ]);
  const contract = checkContract({ app: site.app, files });
  return {
    app: site.app,
    host: site.config,
    ...host,
    target: { commit, subject: subject[0]?.subject ?? '', isHead: head === commit },
    ...history,
    contract,
    changedServices: contract.compose ? await servicesChangedBetween(site, mirror, serving, commit, contract.compose) : [],
  };
}

async function targetFiles(site: Site, mirror: Mirror, commit: string): Promise<Record<string, string | null>> {
  const paths = contractFiles(site.app);
  const found = await mirror.files(paths.map((path) => `${commit}:${path}`));
  return Object.fromEntries(paths.map((path, i) => [path, found[i]?.toString('utf8') ?? null]));
}
