import { setMaxListeners } from 'node:events';
import type { CloudflareAccount } from '../../cloudflare';
import { RoostError } from '../../errors';
import type { PlannedFleet } from '../../fleet/file';
import type { FleetScope } from '../../protocol/scope';
import type { StepContext } from '../../protocol/steps/activities';
import type { Deps } from '../deps';
import { plannedFleetSite } from '../scope/site';
import { stepOn, type StepPart } from '../scope/step';
import type { ScopeSite } from '../scope/types';

/** The fleet's account for one step: the lock is asked for before each change. */
export type CloudflareSite = ScopeSite & StepPart<FleetScope> & { account: CloudflareAccount };

export async function cloudflareSite(deps: Deps, context: StepContext<FleetScope>): Promise<CloudflareSite> {
  const site = await stepOn(deps, await plannedFleetSite(deps, context.scope), context);
  allowMany(site.signal);
  return { ...site, account: await accountOf(deps, site.fleet) };
}

/** The client listens for the cancel anew in each of its requests, and there are more than ten. */
export const allowMany = (signal: AbortSignal): void => setMaxListeners(0, signal);

/** Errors: `BadRequest` where the fleet file names no account; those of sops. */
export async function accountOf(
  deps: Deps,
  fleet: Pick<PlannedFleet, 'name' | 'cloudflare' | 'secrets'>,
): Promise<CloudflareAccount> {
  const { name, cloudflare, secrets } = fleet;
  if (!cloudflare)
    throw new RoostError(
      'BadRequest',
      'The fleet file names no account at Cloudflare: add the section cloudflare',
    );
  return deps.cloudflare({ name, cloudflare, secrets });
}
