/** Asks the host how it is, then plans. */
import { Context } from '@temporalio/activity';
import { noteLook } from '../../drift';
import { askHost } from '../../host/provision';
import { wantedOf } from '../../plan/provision/desired';
import { callOf } from '../../plan/provision/kinds';
import { isProvisioned, planProvision as plan, questionKey, questions } from '../../plan/provision/plan';
import type { Planned } from '../../protocol/activities';
import type { Lease } from '../../protocol/lock';
import type { ProvisionPlan } from '../../protocol/plan';
import type { ProvisionRequest } from '../../protocol/requests';
import type { Deps } from '../deps';
import { requireLock } from '../scope/lock';
import { newOperation } from '../scope/operation';
import { keepFleet } from '../scope/planned';
import { hostSite } from '../scope/site';

export async function planProvision(
  deps: Deps,
  { host: name, address, hostKey, user }: ProvisionRequest,
  lease: Lease | null,
): Promise<Planned<ProvisionPlan>> {
  const site = await hostSite(deps, name, { address, hostKey, user });
  if (lease) await requireLock(site, lease);
  const { fleet, config, directory, host } = site;
  const current = await deps.fleet();
  // The account is the fleet file's, whichever account logs in now.
  const wanted = wantedOf(current, { ...config, user: current.hosts[name]!.user });
  const asked = questions(wanted);
  const { said, states } = await askHost(host, asked.map(callOf), Context.current().cancellationSignal);
  const facts = { ...said, states: new Map(asked.map((one, i) => [questionKey(one), states[i]!])) };
  const made = {
    plan: plan(wanted, facts, {
      scope: { kind: 'host', host: name, directory },
      operation: newOperation(),
      decideWait: fleet.decide.wait,
    }),
    facts: { gatheredAt: new Date().toISOString() },
  };
  // What it says of another machine is not about this one.
  if (address === undefined) {
    const { drifts } = made.plan.provision;
    const provisioned = isProvisioned(facts);
    const look = { at: made.facts.gatheredAt, provisioned, drifts: provisioned ? drifts : [] };
    noteLook(deps.ownFiles.drift, name, look);
  }
  return keepFleet(made, fleet, lease);
}
