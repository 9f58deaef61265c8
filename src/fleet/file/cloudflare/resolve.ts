import { withoutSlash } from '../values/paths';
import type { AppCloudflareInput, HostCloudflareInput } from './ingress';
import type { CloudflareInput } from './schema';
import type { CloudflareConfig, IngressConfig, TunnelConfig } from './types';

const api = 'https://api.cloudflare.com/client/v4';
const session = '24h';

/** For input that passed every check, as the others here. */
export function resolveCloudflare(input: CloudflareInput): CloudflareConfig {
  const policies = Object.entries(input.policies ?? {}).map(([name, policy]) => [
    name,
    {
      decision: policy.decision ?? 'allow',
      include: policy.include,
      exclude: policy.exclude ?? [],
      require: policy.require ?? [],
      session: policy.session,
    },
  ]);
  return {
    account: input.account,
    token: input.token,
    api: withoutSlash(input.api ?? api),
    zones: input.zones,
    records: (input.records ?? []).map((record) => ({
      ...record,
      ttl: record.ttl ?? 1,
      proxied: record.proxied ?? false,
    })),
    policies: Object.fromEntries(policies) as CloudflareConfig['policies'],
  };
}

export const resolveTunnel = (input: HostCloudflareInput): TunnelConfig => ({
  ingress: (input.ingress ?? []).map((one) => ({
    ...one,
    access: one.access ?? [],
    session: one.session ?? session,
  })),
  otherwise: input.otherwise ?? 'http_status:404',
});

/** `domain`: of the app; `proxy`: where that of its host answers. */
export const resolveAppIngress = (
  input: AppCloudflareInput,
  { domain, proxy }: { domain?: string; proxy?: string },
): IngressConfig => ({
  hostname: input.hostname ?? domain ?? '',
  path: input.path,
  service: input.service ?? proxy ?? '',
  access: input.access ?? [],
  session: input.session ?? session,
});
