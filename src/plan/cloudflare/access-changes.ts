/** Changes of Access applications and policies. Pure. */
import type {
  ApplicationState,
  CloudflareState,
  WantedApplication,
  WantedPolicy,
} from '../../protocol/steps/cloudflare';
import { hostnameOf, policyIsAs, sessionIsAs } from './access';
import { idOf, type Part } from './change';
import type { CloudflareFleet, Desired } from './desired';
import { hasName, ownerIn, plainName } from './marks';
import { nameOf } from './records';
import { isWithin, type Only } from './scope';

export function accessChanges(
  fleet: CloudflareFleet,
  desired: Desired,
  state: CloudflareState,
  only: Only | undefined,
): Part {
  const part: Part = { changes: [], ours: 0, same: 0, taken: [], warnings: [] };
  const applications = desired.applications.filter(({ owner }) => isWithin(owner, only, fleet));
  const used = new Set(applications.flatMap(({ wanted }) => wanted.policies));
  policies(
    part,
    fleet,
    only ? desired.policies.filter(({ name }) => used.has(name)) : desired.policies,
    state,
  );
  for (const { wanted } of applications) application(part, fleet, wanted, state);
  const ours = state.applications.filter(({ name }) => hasName(name, fleet.name));
  part.ours += ours.length;
  for (const there of ours) {
    if (desired.applications.some(({ wanted }) => wanted.name === there.name)) continue;
    const owner = ownerOf(there, fleet, desired, state);
    // Of whose hostname nothing is known: only a plan for the whole fleet may remove it.
    if (owner === null ? only !== undefined : !isWithin(owner, only, fleet)) continue;
    const { id, name } = there;
    part.changes.push({
      phase: 'application goes',
      effect: 'remove',
      removes: 1,
      id: idOf('remove-application', plainName(name)),
      title: `Remove the Access application of ${there.domain}`,
      call: { run: 'removeAccessApplication', args: { id, name } },
    });
  }
  if (only) return part;
  for (const { id, name } of state.policies.filter((one) => hasName(one.name, fleet.name))) {
    if (desired.policies.some((wanted) => wanted.name === name)) continue;
    part.changes.push({
      phase: 'policy goes',
      effect: 'remove',
      removes: 1,
      id: idOf('remove-policy', plainName(name)),
      title: `Remove the Access policy ${plainName(name)}`,
      call: { run: 'removeAccessPolicy', args: { id, name } },
    });
  }
  return part;
}

function policies(part: Part, fleet: CloudflareFleet, wanted: WantedPolicy[], state: CloudflareState): void {
  part.ours += state.policies.filter(({ name }) => hasName(name, fleet.name)).length;
  for (const policy of wanted) {
    const name = plainName(policy.name);
    const there = state.policies.find((one) => one.name === policy.name);
    if (there && policyIsAs(there, policy)) {
      part.same += 1;
      continue;
    }
    part.changes.push({
      phase: 'policy',
      effect: there ? 'change' : 'create',
      removes: 0,
      id: idOf('policy', name),
      title: `${there ? 'Change' : 'Create'} the Access policy ${name} (${policy.decision})`,
      call: { run: 'writeAccessPolicy', args: { policy, id: there?.id ?? null } },
    });
  }
}

function application(
  part: Part,
  fleet: CloudflareFleet,
  wanted: WantedApplication,
  state: CloudflareState,
): void {
  const all = state.applications.filter((one) => hostnameOf(one) === wanted.domain);
  const there = all.find(({ name }) => name === wanted.name);
  const other = all.find(({ name, domain }) => !hasName(name, fleet.name) && !domain.includes('/'));
  if (!there && other) {
    part.taken.push(`Access application ${other.name} (${other.domain})`);
    return;
  }
  if (there && applicationIsAs(there, wanted, state)) {
    part.same += 1;
    return;
  }
  const names = wanted.policies.map(plainName).join(', ');
  part.changes.push({
    phase: 'application',
    effect: there ? 'change' : 'create',
    removes: 0,
    id: idOf('application', wanted.domain),
    title: `${there ? 'Change' : 'Create'} the Access application of ${wanted.domain}: ${names}`,
    call: { run: 'writeAccessApplication', args: { application: wanted, id: there?.id ?? null } },
  });
}

export function applicationIsAs(
  there: ApplicationState,
  wanted: WantedApplication,
  { policies: known }: Pick<CloudflareState, 'policies'>,
): boolean {
  const names = there.policies.map((id) => known.find((policy) => policy.id === id)?.name ?? id);
  return (
    there.name === wanted.name &&
    there.domain.toLowerCase() === wanted.domain &&
    sessionIsAs(there.session, wanted.session) &&
    there.inline.length === 0 &&
    names.join('\n') === wanted.policies.join('\n')
  );
}

function ownerOf(there: ApplicationState, fleet: CloudflareFleet, desired: Desired, state: CloudflareState) {
  const hostname = hostnameOf(there);
  const wanted = desired.tunnels
    .flatMap(({ rules }) => rules)
    .find((rule) => rule.wanted.hostname === hostname);
  if (wanted) return wanted.owner;
  const record = state.records.find(
    (one) => nameOf(one) === hostname && ownerIn(one.comment, fleet.name) !== null,
  );
  return record ? ownerIn(record.comment, fleet.name) : null;
}
