/** Whom Access lets in beyond what the fleet file says: pure. */
import { canonicalJson } from '../../lib/digest';
import type {
  AccessReview,
  ApplicationState,
  CloudflareState,
  PolicyState,
  WantedPolicy,
  WireRule,
} from '../../protocol/steps/cloudflare';
import { hostnameOf, ruleText, wireRule } from './access';
import { desiredOf, type CloudflareFleet } from './desired';

export function reviewAccess(fleet: CloudflareFleet, state: CloudflareState): AccessReview {
  const desired = desiredOf(fleet);
  const wanted = new Map(desired.applications.map(({ wanted: one }) => [one.domain, one]));
  const known = new Map(desired.policies.map((policy) => [policy.name, policy]));
  const findings = state.applications.flatMap((application) => {
    const { domain } = application;
    const mine = domain.includes('/') ? undefined : wanted.get(hostnameOf(application));
    return policiesOf(application, state)
      .filter(({ decision }) => decision !== 'deny')
      .flatMap((policy) => {
        const expected = mine?.policies.includes(policy.name) ? known.get(policy.name) : undefined;
        return (expected ? wider(policy, expected) : foreign(policy)).map((finding) => ({ domain, finding }));
      });
  });
  const open = [...wanted.keys()]
    .filter((domain) => !state.applications.some((one) => one.domain.toLowerCase() === domain))
    .map((domain) => ({ domain, finding: 'has no Access application, though the fleet file wants one' }));
  return { applications: state.applications.length, findings: [...open, ...findings] };
}

function policiesOf({ policies, own = [] }: ApplicationState, state: CloudflareState): PolicyState[] {
  return [...policies.flatMap((id) => state.policies.find((policy) => policy.id === id) ?? []), ...own];
}

/** A policy that the fleet file does not name here. */
function foreign({ name, decision, include }: PolicyState): string[] {
  const whom = include.map(ruleText).join(', ') || 'no rule';
  return [`policy ${name} (${decision}) is not in the fleet file: ${whom}`];
}

function wider(there: PolicyState, wanted: WantedPolicy): string[] {
  const found: string[] = [];
  if (there.decision !== wanted.decision)
    found.push(`policy ${there.name} is ${there.decision}, not ${wanted.decision}`);
  for (const rule of missingIn(wanted.include.map(wireRule), there.include))
    found.push(`policy ${there.name} also lets in ${ruleText(rule)}`);
  for (const rule of missingIn(there.exclude, wanted.exclude.map(wireRule)))
    found.push(`policy ${there.name} no longer excludes ${ruleText(rule)}`);
  for (const rule of missingIn(there.require, wanted.require.map(wireRule)))
    found.push(`policy ${there.name} no longer requires ${ruleText(rule)}`);
  return found;
}

/** Those of `rules` that `known` does not have. */
function missingIn(known: WireRule[], rules: WireRule[]): WireRule[] {
  const keys = known.map(keyOf);
  return rules.filter((rule) => !keys.includes(keyOf(rule)));
}

const keyOf = (rule: WireRule): string =>
  canonicalJson(rule)
    .toLowerCase()
    .replace(/\/(32|128)"/, '"');
