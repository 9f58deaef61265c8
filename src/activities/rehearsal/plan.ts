/** Inspects what a rehearsal needs, and plans it. */
import { dirname } from 'node:path';
import { Context } from '@temporalio/activity';
import { RoostError } from '../../errors';
import { backupOf } from '../../fleet/file';
import { hostIn } from '../../plan/cloudflare/marks';
import { planCloudflareRehearsal, requireZone } from '../../plan/rehearsal/cloudflare';
import { planControlRehearsal } from '../../plan/rehearsal/control';
import { rehearsedFires } from '../../plan/rehearsal/fires';
import type { RehearsalOptions } from '../../plan/rehearsal/plan';
import type { Planned } from '../../protocol/activities';
import type { Lease } from '../../protocol/lock';
import type { RehearsalPlan } from '../../protocol/plan';
import type { RehearseRequest } from '../../protocol/requests';
import type { Fire } from '../../protocol/steps/rehearsal';
import { diskOf } from '../backup/steps/pull';
import { accountOf, allowMany } from '../cloudflare/site';
import type { Deps } from '../deps';
import { requireLock } from '../scope/lock';
import { newOperation } from '../scope/operation';
import { keepFleet } from '../scope/planned';
import { fleetSite } from '../scope/site';

/**
 * Errors: `BadRequest` where a need is not configured; `NotInSnapshot`, `DiskFull`, those of sops and restic.
 */
export async function planRehearse(
  deps: Deps,
  request: RehearseRequest,
  lease: Lease | null,
): Promise<Planned<RehearsalPlan>> {
  const site = await fleetSite(deps);
  if (lease) await requireLock(site, lease);
  const fleet = await deps.fleet();
  const options: RehearsalOptions = {
    scope: { kind: 'fleet', directory: deps.control.directory },
    operation: newOperation(),
    decideWait: fleet.decide.wait,
  };
  const made = {
    plan: await planOf(deps, request, options),
    facts: { gatheredAt: new Date().toISOString() },
  };
  return keepFleet(made, fleet, lease, true, true);
}

async function planOf(
  deps: Deps,
  { scenario, copies = {} }: RehearseRequest,
  options: RehearsalOptions,
): Promise<RehearsalPlan> {
  const signal = Context.current().cancellationSignal;
  switch (scenario) {
    case 'control': {
      backupOf(await deps.fleet());
      const { snapshot } = await deps.controlRehearsal(copies, signal);
      // The folder itself is made by the first run of the fleet.
      const disk = await diskOf(dirname(deps.control.directory));
      return planControlRehearsal({ snapshot: await snapshot(), copies, disk }, options);
    }
    case 'cloudflare': {
      const { name, hosts, apps, cloudflare, secrets } = await deps.fleet();
      const account = await accountOf(deps, { name, cloudflare, secrets });
      const own = { name, hosts, apps, cloudflare: cloudflare! };
      requireZone(own);
      allowMany(signal);
      const tunnels = (tunnel: string): boolean => hostIn(tunnel, name) !== null;
      const state = await account.read({ zones: own.cloudflare.zones, tunnels, signal });
      return planCloudflareRehearsal(own, state, options);
    }
    default:
      throw new RoostError('BadRequest', `There is no rehearsal of ${JSON.stringify(scenario)}.`);
  }
}

export async function planRehearsals(deps: Deps): Promise<{ fires: Fire[]; warnings: string[] }> {
  const { fires, lacking } = rehearsedFires(await deps.lastFleet());
  return { fires, warnings: lacking };
}
