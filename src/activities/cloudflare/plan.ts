/** Reads what is at Cloudflare, then plans. */
import { Context } from '@temporalio/activity';
import { appOf, hostOf, type Fleet } from '../../fleet/file';
import { planAdoption } from '../../plan/cloudflare/adopt';
import { planCloudflare } from '../../plan/cloudflare/apply';
import type { CloudflareFleet } from '../../plan/cloudflare/desired';
import { hostIn, isMarked } from '../../plan/cloudflare/marks';
import { reviewAccess } from '../../plan/cloudflare/review';
import type { Only } from '../../plan/cloudflare/scope';
import type { Planned } from '../../protocol/activities';
import type { Lease } from '../../protocol/lock';
import type { CloudflarePlan } from '../../protocol/plan';
import type { AdoptRequest, CloudflareRequest } from '../../protocol/requests';
import type { FleetScope } from '../../protocol/scope';
import type { AccessReview, CloudflareState } from '../../protocol/steps/cloudflare';
import { depsOn } from '../app/site';
import type { Deps } from '../deps';
import { requireLock } from '../scope/lock';
import { newOperation } from '../scope/operation';
import { keepFleet } from '../scope/planned';
import { fleetSite } from '../scope/site';
import { accountOf, allowMany } from './site';

interface Facts {
  fleet: CloudflareFleet;
  state: CloudflareState;
  options: { scope: FleetScope; operation: string; decideWait: number; only?: Only };
}

export const planCloudflareApply = (deps: Deps, request: CloudflareRequest, lease: Lease | null) =>
  planned(
    deps,
    request,
    lease,
    (name, fleet) => hostIn(name, fleet) !== null,
    ({ fleet, state, options }) => planCloudflare(fleet, state, { ...options, force: request.force }),
  );

export const planCloudflareAdopt = (deps: Deps, request: AdoptRequest, lease: Lease | null) =>
  planned(
    deps,
    request,
    lease,
    (name) => !isMarked(name),
    ({ fleet, state, options }) => planAdoption(fleet, state, { ...options, tunnel: request.tunnel }),
  );

/** `tunnels`: of which the ingress matters. */
async function planned(
  deps: Deps,
  { app, host, on }: Pick<CloudflareRequest, 'app' | 'host' | 'on'>,
  lease: Lease | null,
  tunnels: (name: string, fleet: string) => boolean,
  plan: (facts: Facts) => CloudflarePlan,
): Promise<Planned<CloudflarePlan>> {
  const site = await fleetSite(deps);
  if (lease) await requireLock(site, lease);
  const fleet = app === undefined ? await deps.fleet() : await (await depsOn(deps, app, on)).fleet();
  const only = onlyOf(fleet, app, host);
  const account = await accountOf(deps, fleet);
  const cloudflare = fleet.cloudflare!;
  const signal = Context.current().cancellationSignal;
  allowMany(signal);
  const state = await account.read({
    zones: cloudflare.zones,
    tunnels: (name) => tunnels(name, fleet.name),
    signal,
  });
  const scope: FleetScope = { kind: 'fleet', directory: deps.control.directory };
  const made = {
    plan: plan({
      fleet: { name: fleet.name, hosts: fleet.hosts, apps: fleet.apps, cloudflare },
      state,
      options: { scope, operation: newOperation(), decideWait: fleet.decide.wait, only },
    }),
    facts: { gatheredAt: new Date().toISOString() },
  };
  return keepFleet(made, fleet, lease, false, true);
}

/** Without the lock: nothing is changed by it. */
export async function review(deps: Deps): Promise<AccessReview> {
  const { name, hosts, apps, cloudflare, secrets } = await deps.fleet();
  const account = await accountOf(deps, { name, cloudflare, secrets });
  const signal = Context.current().cancellationSignal;
  allowMany(signal);
  const state = await account.read({ zones: cloudflare!.zones, tunnels: () => false, signal });
  return reviewAccess({ name, hosts, apps, cloudflare: cloudflare! }, state);
}

/** Errors: `UnknownApp`, `UnknownHost`. */
function onlyOf(fleet: Fleet, app: string | undefined, host: string | undefined): Only | undefined {
  if (app !== undefined) return { app: appOf(fleet, app).name };
  return host === undefined ? undefined : { host: hostOf(fleet, host).name };
}
