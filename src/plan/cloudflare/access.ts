/** Rules of Access: as a fleet file writes them, and as Cloudflare does. */
import type { AccessRule } from '../../fleet/file/cloudflare/types';
import { canonicalJson } from '../../lib/digest';
import type { ApplicationState, PolicyState, WantedPolicy, WireRule } from '../../protocol/steps/cloudflare';

export function wireRule(rule: AccessRule): WireRule {
  if (rule.email !== undefined) return { email: { email: rule.email } };
  if (rule.emailDomain !== undefined) return { email_domain: { domain: rule.emailDomain } };
  if (rule.everyone) return { everyone: {} };
  if (rule.ip !== undefined) return { ip: { ip: rule.ip } };
  if (rule.group !== undefined) return { group: { id: rule.group } };
  if (rule.serviceToken !== undefined) return { service_token: { token_id: rule.serviceToken } };
  if (rule.anyServiceToken) return { any_valid_service_token: {} };
  if (rule.loginMethod !== undefined) return { login_method: { id: rule.loginMethod } };
  return { geo: { country_code: rule.country } };
}

/** In a few words: `email_domain example.org`. */
export function ruleText(rule: WireRule): string {
  const [kind = 'nothing', value] = Object.entries(rule)[0] ?? [];
  const values = Object.values((value ?? {}) as Record<string, unknown>).map(String);
  return [kind, ...values].join(' ');
}

/** The order of rules means nothing; an address without a range is a range of one. */
const rulesKey = (rules: WireRule[]): string =>
  rules
    .map((rule) =>
      canonicalJson(rule)
        .toLowerCase()
        .replace(/\/(32|128)"/, '"'),
    )
    .sort()
    .join();

export function policyIsAs(state: PolicyState, wanted: WantedPolicy): boolean {
  return (
    state.name === wanted.name &&
    state.decision === wanted.decision &&
    (['include', 'exclude', 'require'] as const).every(
      (key) => rulesKey(state[key]) === rulesKey(wanted[key].map(wireRule)),
    ) &&
    // Only where the fleet sets one: Cloudflare fills in "" or the default otherwise.
    (wanted.session === undefined || sessionIsAs(state.session, wanted.session))
  );
}

export const sessionIsAs = (state: string | null, wanted: string): boolean =>
  state !== null && seconds(state) === seconds(wanted);

/** `24h0m0s` is `24h`. */
function seconds(duration: string): number {
  const unit: Record<string, number> = { ms: 0.001, s: 1, m: 60, h: 3600 };
  const parts = [...duration.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  return parts.reduce((sum, [, count, name]) => sum + Number(count) * unit[name!]!, 0);
}

/** Hostname of the application, without the path. */
export const hostnameOf = ({ domain }: Pick<ApplicationState, 'domain'>): string =>
  domain.toLowerCase().split('/')[0]!.replace(/\.$/, '');
