/** Facts of a rotation, and its plan. */
import { backupOf, type Fleet } from '../../fleet/file';
import { planAgeKey } from '../../plan/rotation/age-key';
import type { Made } from '../../plan/rotation/plan';
import { planResticPassword, type PasswordFacts } from '../../plan/rotation/restic-password';
import { planSecret } from '../../plan/rotation/secret';
import { planSshKey } from '../../plan/rotation/ssh-key';
import type { Planned } from '../../protocol/activities';
import type { Lease } from '../../protocol/lock';
import type { RotationPlan } from '../../protocol/plan';
import type { KeyRotationRequest } from '../../protocol/requests';
import type { Deps } from '../deps';
import { requireLock } from '../scope/lock';
import { newOperation } from '../scope/operation';
import { keepFleet } from '../scope/planned';
import { fleetSite } from '../scope/site';
import { ageKeyFacts } from './age-key/facts';
import { secretFacts } from './secret/facts';
import { sshKeyFacts } from './ssh-key/facts';

export async function planRotate(
  deps: Deps,
  request: KeyRotationRequest,
  lease: Lease | null,
): Promise<Planned<RotationPlan>> {
  const site = await fleetSite(deps);
  if (lease) await requireLock(site, lease);
  const fleet = await deps.fleet();
  const made = {
    plan: await planOf(deps, fleet, request, {
      scope: { kind: 'fleet', directory: deps.control.directory },
      operation: newOperation(),
      decideWait: fleet.decide.wait,
    }),
    facts: { gatheredAt: new Date().toISOString() },
  };
  return keepFleet(made, fleet, lease, true, false, true);
}

async function planOf(
  deps: Deps,
  fleet: Fleet,
  request: KeyRotationRequest,
  made: Made,
): Promise<RotationPlan> {
  const { what, file } = request;
  switch (what) {
    case 'age-key':
      return planAgeKey(await ageKeyFacts(deps, fleet, file ?? fleet.secrets.age.keyFile), made);
    case 'ssh-key':
      return planSshKey(await sshKeyFacts(fleet, file), made);
    case 'secret':
      return planSecret(await secretFacts(deps, fleet, request), made);
    case 'restic-password': {
      const facts = passwordFacts(fleet);
      for (const { secret } of facts.passwords) await deps.controlSecret(secret, fleet.secrets);
      return planResticPassword(facts, made);
    }
  }
}

/** Two repositories may have one password. Errors: `BadRequest` where there is no repository. */
function passwordFacts(fleet: Fleet): PasswordFacts {
  const { repository, second } = backupOf(fleet);
  const first = { secret: repository.password.secret, places: ['first' as const] };
  if (!second) return { passwords: [first] };
  const { secret } = second.password;
  if (secret === first.secret) return { passwords: [{ secret, places: ['first', 'second'] }] };
  return { passwords: [first, { secret, places: ['second'] }] };
}
