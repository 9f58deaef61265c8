import type { AppInput } from '../app/schema';
import type { Fleet } from '../types';
import { milliseconds } from '../values/duration';
import { tidy, withoutSlash } from '../values/paths';
import type { GatewayInput, GitHubInput, PushInput } from './schema';
import type { AppPush, GatewayConfig, UiConfig } from './types';

export const resolvePush = ({ heads = '5m' }: PushInput = {}): Fleet['push'] => ({
  heads: heads === 'off' ? null : milliseconds(heads),
});

/** The app's own settings take precedence over the fleet's. */
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

export function resolveGateway({ ui, ...input }: GatewayInput): GatewayConfig {
  return {
    address: input.address ?? '127.0.0.1',
    port: input.port ?? 8470,
    url: input.url && withoutSlash(input.url),
    tunnel: input.tunnel ?? [],
    ui: ui && resolveUi(ui),
  };
}

function resolveUi({ address = '127.0.0.1', port = 8471, ...ui }: NonNullable<GatewayInput['ui']>): UiConfig {
  const { url, access } = ui;
  return {
    ...ui,
    address,
    port,
    url: url && withoutSlash(url),
    access: access && { ...access, team: withoutSlash(access.team) },
  };
}
