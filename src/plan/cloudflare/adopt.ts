/** Plans the marking of what Terraform or somebody by hand has made, and the fleet file wants: pure. */
import { RoostError } from '../../errors';
import { sentences } from '../../lib/sentences';
import type { CloudflarePlan } from '../../protocol/plan';
import type { CloudflareState, TunnelState } from '../../protocol/steps/cloudflare';
import { hostnameOf } from './access';
import { withHash, stepsOf, type ApplyOptions } from './apply';
import { idOf, inOrder, type Change } from './change';
import { desiredOf, type CloudflareFleet, type Desired } from './desired';
import { isMarked, plainName } from './marks';
import { excludes, nameOf } from './records';
import { isWithin, type Only } from './scope';
import { ruleText } from './tunnels';

interface AdoptOptions extends Omit<ApplyOptions, 'force'> {
  /** Name of the tunnel of the one host that `only` names. */
  tunnel?: string;
}

interface Found {
  changes: Change[];
  warnings: string[];
}

/** Nothing but the marks changes. Errors: `BadRequest`. */
export function planAdoption(
  fleet: CloudflareFleet,
  state: CloudflareState,
  { scope, operation, decideWait, only, tunnel }: AdoptOptions,
): CloudflarePlan {
  const desired = desiredOf(fleet);
  const found: Found = { changes: [], warnings: [] };
  tunnels(found, fleet, desired, state, only, tunnel);
  records(found, fleet, desired, state, only);
  access(found, fleet, desired, state, only);
  return withHash({
    format: 1,
    kind: 'cloudflareAdopt',
    operation,
    scope,
    expects: 0,
    warnings: found.warnings,
    steps: stepsOf(inOrder(found.changes)),
    decideWait,
    neverAsks: true,
    cloudflare: {
      account: fleet.cloudflare.account,
      only,
      counts: { create: 0, change: found.changes.length, remove: 0, same: 0 },
    },
  });
}

const change = (phase: Change['phase'], id: string, title: string, call: Change['call']): Change => ({
  phase,
  effect: 'change',
  removes: 0,
  id,
  title,
  call,
});

function tunnels(
  found: Found,
  fleet: CloudflareFleet,
  desired: Desired,
  state: CloudflareState,
  only: Only | undefined,
  given: string | undefined,
): void {
  for (const wanted of desired.tunnels) {
    if (!isWithin({ host: wanted.host }, only, fleet)) continue;
    if (state.tunnels.some(({ name }) => name === wanted.name)) continue;
    const free = state.tunnels.filter(({ name }) => !isMarked(name));
    const candidates = candidatesFor(wanted, free, given);
    if (candidates.length > 1)
      throw new RoostError(
        'BadRequest',
        sentences(
          `Which tunnel is that of ${wanted.host}: ${candidates.map(({ name }) => name).join(' or ')}?`,
          `Write --host ${wanted.host} --tunnel NAME`,
        ),
      );
    const [there] = candidates;
    if (!there) continue;
    const { id, name } = there;
    found.changes.push(
      change(
        'tunnel',
        idOf('mark-tunnel', wanted.host),
        `Rename the tunnel ${name} to ${wanted.name}; its id stays`,
        {
          run: 'markTunnel',
          args: { id, name, as: wanted.name },
        },
      ),
    );
    if (there.source === 'local')
      found.warnings.push(
        `The tunnel ${name} is configured by a file on its host: migrate it in Cloudflare's dashboard`,
      );
    for (const rule of there.rules ?? [])
      if (rule.hostname && !wanted.rules.some((one) => one.wanted.hostname === rule.hostname!.toLowerCase()))
        found.warnings.push(
          sentences(
            `The fleet file does not name ${ruleText(rule)}:`,
            `write it under hosts.${wanted.host}.cloudflare.ingress, or the next apply removes it`,
          ),
        );
  }
}

function candidatesFor(
  { host, rules }: Desired['tunnels'][number],
  free: TunnelState[],
  given: string | undefined,
): TunnelState[] {
  if (given !== undefined) {
    const named = free.filter(({ name }) => name === given);
    if (named.length === 0) throw new RoostError('BadRequest', `There is no unmarked tunnel ${given}.`);
    return named;
  }
  const same = free.filter(({ name }) => name === host);
  if (same.length > 0) return same;
  return free.filter((tunnel) =>
    tunnel.rules?.some((rule) =>
      rules.some(({ wanted }) => wanted.hostname === rule.hostname?.toLowerCase()),
    ),
  );
}

function records(
  found: Found,
  fleet: CloudflareFleet,
  desired: Desired,
  state: CloudflareState,
  only: Only | undefined,
): void {
  const taken = new Set<string>();
  for (const { owner, wanted } of desired.records) {
    if (!isWithin(owner, only, fleet)) continue;
    const there = state.records.filter((record) => {
      if (nameOf(record) !== wanted.name || isMarked(record.comment) || taken.has(record.id)) return false;
      return (
        excludes(record.type, wanted.type) ||
        (record.type === wanted.type && record.content === wanted.content)
      );
    });
    for (const { id, zone, zoneId, name, type, content, comment } of there) {
      taken.add(id);
      const title = `Mark ${type} ${name} (${content}) as ${wanted.comment}${comment ? `, instead of "${comment}"` : ''}`;
      found.changes.push(
        change('record', idOf('mark-record', name, type, id.slice(0, 8)), title, {
          run: 'markDnsRecord',
          args: { zone, zoneId, id, name, type, comment: wanted.comment },
        }),
      );
    }
  }
}

function access(
  found: Found,
  fleet: CloudflareFleet,
  desired: Desired,
  state: CloudflareState,
  only: Only | undefined,
): void {
  for (const { owner, wanted } of desired.applications) {
    if (!isWithin(owner, only, fleet)) continue;
    if (state.applications.some(({ name }) => name === wanted.name)) continue;
    const there = state.applications.find(
      (one) => !isMarked(one.name) && hostnameOf(one) === wanted.domain && !one.domain.includes('/'),
    );
    if (!there) continue;
    const { id, name } = there;
    found.changes.push(
      change(
        'application',
        idOf('mark-application', wanted.domain),
        `Mark the Access application ${name} of ${wanted.domain}`,
        {
          run: 'markAccessApplication',
          args: { id, name, as: wanted.name },
        },
      ),
    );
    if (there.inline.length > 0)
      found.warnings.push(
        sentences(
          `Access application ${name} has policies of its own (${there.inline.join(', ')}):`,
          "the next apply puts the fleet's in their place",
        ),
      );
  }
  if (only) return;
  for (const wanted of desired.policies) {
    const there = state.policies.find(({ name }) => name === plainName(wanted.name));
    if (!there || state.policies.some(({ name }) => name === wanted.name)) continue;
    const { id, name } = there;
    found.changes.push(
      change('policy', idOf('mark-policy', name), `Mark the Access policy ${name}`, {
        run: 'markAccessPolicy',
        args: { id, name, as: wanted.name },
      }),
    );
  }
}
