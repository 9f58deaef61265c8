import type { AppInput } from '../app/schema';
import type { Fleet } from '../types';
import { milliseconds } from '../values/duration';
import { tidy } from '../values/paths';
import type { GatewayInput, GitHubInput, PushInput } from './schema';
import type { AppPush, GatewayConfig, UiConfig } from './types';

export const resolvePush = ({ heads = '5m' }: PushInput = {}): Fleet['push'] => ({
  heads: heads === 'off' ? null : milliseconds(heads),
});

/** An app's own word wins over the fleet's. */
export function resolveAppPush(
  { deploy = 'automatic', diverged, paths = [] }: NonNullable<AppInput['push']> = {},
  fleet: PushInput = {},
): AppPush {
  return { deploy, diverged: diverged ?? fleet.diverged ?? 'deploy', paths: paths.map(tidy) };
}

export function resolveGitHub({ servers }: GitHubInput = { servers: {} }): Fleet['github'] {
  const tokens = Object.entries(servers).map(([host, { token }]) => [host, token.secret]);
  return { servers: Object.fromEntries(tokens) as Record<string, string> };
}

const withoutSlash = (url: string): string => url.replace(/\/+$/, '');

export function resolveGateway({ ui, ...input }: GatewayInput): GatewayConfig {
  return {
    address: input.address ?? '127.0.0.1',
    port: input.port ?? 8470,
    ...(input.url !== undefined && { url: withoutSlash(input.url) }),
    tunnel: input.tunnel ?? [],
    ...(ui && { ui: resolveUi(ui) }),
  };
}

function resolveUi({ address = '127.0.0.1', port = 8471, ...ui }: NonNullable<GatewayInput['ui']>): UiConfig {
  const resolved: UiConfig = { address, port, ...ui };
  if (resolved.url !== undefined) resolved.url = withoutSlash(resolved.url);
  if (resolved.access) resolved.access.team = withoutSlash(resolved.access.team);
  return resolved;
}
