/** Another API token in place of the present one. */
import { Context } from '@temporalio/activity';
import { planRotation } from '../../plan/cloudflare/rotate';
import type { Planned } from '../../protocol/activities';
import type { Lease } from '../../protocol/lock';
import type { CloudflarePlan } from '../../protocol/plan';
import type { RotateRequest } from '../../protocol/requests';
import type { CloudflareStepArgs } from '../../protocol/steps/cloudflare';
import type { Deps } from '../deps';
import { requireLock } from '../scope/lock';
import { newOperation } from '../scope/operation';
import { keepFleet } from '../scope/planned';
import { fleetSite } from '../scope/site';
import { accountOf, allowMany, type CloudflareSite } from './site';

export async function planCloudflareRotate(
  deps: Deps,
  _request: RotateRequest,
  lease: Lease | null,
): Promise<Planned<CloudflarePlan>> {
  const site = await fleetSite(deps);
  if (lease) await requireLock(site, lease);
  const fleet = await deps.fleet();
  const account = await accountOf(deps, fleet);
  const signal = Context.current().cancellationSignal;
  allowMany(signal);
  const cloudflare = fleet.cloudflare!;
  const made = {
    plan: planRotation(fleet.name, cloudflare, await account.tokens.current(signal), {
      scope: { kind: 'fleet', directory: deps.control.directory },
      operation: newOperation(),
      decideWait: fleet.decide.wait,
    }),
    facts: { gatheredAt: new Date().toISOString() },
  };
  return keepFleet(made, fleet, lease, false, true);
}

export async function renewToken(
  { account, deps, fleet, signal }: CloudflareSite,
  { name, secret }: CloudflareStepArgs['renewToken'],
): Promise<string> {
  const { secrets } = fleet;
  // Before there is a value that could be stored nowhere.
  await deps.setSecret(secrets, secret, null);
  return account.tokens.renew(
    name,
    (value) => {
      deps.redactor.add(value);
      return deps.setSecret(secrets, secret, value);
    },
    signal,
  );
}
