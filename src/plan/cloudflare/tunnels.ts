/** Changes of tunnels and their ingress. Pure. */
import { sentences } from '../../lib/sentences';
import type { CloudflareState, IngressRule, Owner, TunnelState } from '../../protocol/steps/cloudflare';
import { idOf, type Change, type Part } from './change';
import type { CloudflareFleet, Desired } from './desired';
import { hostIn, ownerIn } from './marks';
import { ruleKey, rulePlace, sameRules } from './normal';
import { nameOf } from './records';
import { isWithin, type Only } from './scope';

type Wanted = Desired['tunnels'][number];

export function tunnelChanges(
  fleet: CloudflareFleet,
  desired: Desired,
  state: CloudflareState,
  only: Only | undefined,
): Part {
  const part: Part = { changes: [], ours: 0, same: 0, taken: [], warnings: [] };
  const ours = state.tunnels.filter(({ name }) => hostIn(name, fleet.name) !== null);
  part.ours = ours.reduce((sum, { rules }) => sum + 1 + named(rules).length, 0);
  const ownerOf = owners(fleet, desired, state);
  for (const wanted of desired.tunnels) {
    const there = ours.find(({ name }) => name === wanted.name);
    const isWhole = isWithin({ host: wanted.host }, only, fleet);
    if (!isWhole && !wanted.rules.some(({ owner }) => isWithin(owner, only, fleet)) && !there) continue;
    if (there?.source === 'local') {
      part.warnings.push(
        sentences(
          `The tunnel ${there.name} is configured by a file on its host, so nothing is set here.`,
          "Migrate it in Cloudflare's dashboard",
        ),
      );
      continue;
    }
    if (there) part.same += 1;
    else part.changes.push(created(wanted));
    const was = there?.rules ?? null;
    const isMine = (hostname: string): boolean => {
      const owner = ownerOf(hostname);
      return owner === null ? only === undefined || isWhole : isWithin(owner, only, fleet);
    };
    const rules = rulesFor(wanted, was ?? [], isMine, isWhole || was === null);
    part.changes.push(...ingressChanges(wanted, rules, was));
    part.same += rules.filter((rule) => rule.hostname && has(was ?? [], rule)).length;
  }
  for (const tunnel of ours) {
    const host = hostIn(tunnel.name, fleet.name)!;
    if (desired.tunnels.some(({ name }) => name === tunnel.name)) continue;
    if (!isWithin({ host }, only, fleet)) continue;
    if (tunnel.connected)
      part.warnings.push(
        sentences(
          `The tunnel ${tunnel.name} is wanted by no host, but a connector uses it.`,
          'Stop that, then it is removed',
        ),
      );
    else part.changes.push(gone(tunnel));
  }
  return part;
}

/** Who a hostname belongs to: the fleet file, else the mark of its record; null: not known. */
function owners(
  fleet: CloudflareFleet,
  desired: Desired,
  state: CloudflareState,
): (hostname: string) => Owner | null {
  const known = new Map<string, Owner>();
  for (const record of state.records) {
    const owner = ownerIn(record.comment, fleet.name);
    if (owner) known.set(nameOf(record), owner);
  }
  for (const { rules } of desired.tunnels)
    for (const { owner, wanted } of rules) known.set(wanted.hostname, owner);
  return (hostname) => known.get(hostname.toLowerCase()) ?? null;
}

/** What the tunnel shall have: what is wanted, and of the rest what this plan may not touch. */
function rulesFor(
  { rules, otherwise }: Wanted,
  was: IngressRule[],
  isMine: (hostname: string) => boolean,
  isWhole: boolean,
): IngressRule[] {
  const [keep, last] = [named(was), was.find(({ hostname }) => !hostname)];
  const others = keep.filter(({ hostname }) => !isMine(hostname));
  const places = new Set(rules.map(({ wanted }) => rulePlace(wanted)));
  const listed = rules.flatMap(({ wanted }): IngressRule[] => {
    if (isMine(wanted.hostname)) return [wanted];
    return others.filter((rule) => rulePlace(rule) === rulePlace(wanted));
  });
  return [
    ...listed,
    ...others.filter((rule) => !places.has(rulePlace(rule))),
    isWhole || !last ? { service: otherwise } : last,
  ];
}

/**
 * First what is new, so that the records can lead there; at the end what
 * goes, when no record leads there any more.
 */
function ingressChanges({ host, name }: Wanted, rules: IngressRule[], was: IngressRule[] | null): Change[] {
  const there = was ?? [];
  if (was !== null && sameRules(was, rules)) return [];
  const places = new Set(rules.map(rulePlace));
  const gone = named(there).filter((rule) => !places.has(rulePlace(rule)));
  const between = [...named(rules), ...gone, ...rules.filter(({ hostname }) => !hostname)];
  const isGrowing = was === null || rules.some((rule) => !has(there, rule));
  const write = (to: IngressRule[], from: IngressRule[] | null, leaves: boolean): Change => ({
    phase: leaves ? 'ingress goes' : 'ingress',
    effect: leaves ? 'remove' : from === null ? 'create' : 'change',
    removes: leaves ? gone.length : 0,
    id: idOf(leaves ? 'ingress-rest' : 'ingress', host),
    title: ingressTitle(host, to, from),
    call: {
      run: 'writeIngress',
      args: { tunnel: name, rules: to.map(plain), was: from?.map(plain) ?? null },
    },
  });
  if (gone.length === 0) return [write(rules, was, false)];
  if (!isGrowing) return [write(rules, was, true)];
  return [write(between, was, false), write(rules, between, true)];
}

function ingressTitle(host: string, to: IngressRule[], from: IngressRule[] | null): string {
  const list = (sign: string, rules: IngressRule[], others: IngressRule[]) =>
    rules.filter((rule) => !has(others, rule)).map((rule) => `${sign}${ruleText(rule)}`);
  const parts = [...list('+', to, from ?? []), ...list('-', from ?? [], to)];
  const shown = parts.slice(0, 8).join(', ') + (parts.length > 8 ? `, ${parts.length - 8} more` : '');
  return `Set the ingress of ${host}: ${shown || 'another order'}`;
}

export const ruleText = ({ hostname = 'all others', path = '', service }: IngressRule): string =>
  `${hostname}${path && ` ${path}`} → ${service}`;

const named = (rules: IngressRule[] | null): (IngressRule & { hostname: string })[] =>
  (rules ?? []).filter((rule): rule is IngressRule & { hostname: string } => Boolean(rule.hostname));

const has = (rules: IngressRule[], rule: IngressRule): boolean =>
  rules.some((one) => ruleKey(one) === ruleKey(rule));

const plain = ({ hostname, path, service }: IngressRule): IngressRule => ({ hostname, path, service });

const created = ({ host, name }: Wanted): Change => ({
  phase: 'tunnel',
  effect: 'create',
  removes: 0,
  id: idOf('tunnel', host),
  title: `Create the tunnel ${name} of ${host}`,
  call: { run: 'createTunnel', args: { name } },
});

const gone = ({ id, name, rules }: TunnelState): Change => ({
  phase: 'tunnel goes',
  effect: 'remove',
  removes: 1 + named(rules).length,
  id: idOf('remove-tunnel', name),
  title: `Remove the tunnel ${name}`,
  call: { run: 'removeTunnel', args: { id, name } },
});
