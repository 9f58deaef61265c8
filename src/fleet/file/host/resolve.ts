import { resolveTunnel } from '../cloudflare/resolve';
import { localPath, tidy, withoutSlash, type Start } from '../values/paths';
import { bareHostKey } from './host-key';
import type { HostInput } from './schema';
import type { SshEntry } from './ssh-config';
import type { HostConfig, ProxyConfig } from './types';

/** A host with its defaults; for input that passed every check. */
export function resolveHost(
  name: string,
  input: HostInput,
  entry: SshEntry | undefined,
  start: Start,
): HostConfig {
  const key = input.key ?? entry?.identityFile?.replace(/^%d\//, '~/');
  return {
    name,
    user: input.user ?? entry?.user ?? '',
    addresses: input.addresses ?? (entry ? [entryAddress(entry)] : []),
    hostKey: bareHostKey(input.hostKey),
    keyFile: key && localPath(key, start),
    passphraseFile: input.passphraseFile && localPath(input.passphraseFile, start),
    role: input.role ?? 'apps',
    proxy: input.proxy && resolveProxy(input.proxy),
    cloudflare: input.cloudflare && resolveTunnel(input.cloudflare),
  };
}

/** `HostName:Port` of an entry; without the port where it is ssh's default. */
export function entryAddress({ hostName, port }: SshEntry): string {
  const host = hostName.includes(':') ? `[${hostName}]` : hostName;
  return port === '22' ? host : `${host}:${port}`;
}

/** Undefined: `kind: none`. */
export function resolveProxy({
  kind = 'nginx',
  container = '',
  network = '',
  flags = '',
  live = '',
  dynamic,
  maintenance,
  url = 'http://127.0.0.1:80',
  probe,
  config,
}: NonNullable<HostInput['proxy']>): ProxyConfig | undefined {
  if (kind === 'none') return undefined;
  return {
    kind: kind === 'nginx' ? undefined : kind,
    container,
    network,
    flags: tidy(dynamic ?? flags),
    live: tidy(dynamic ?? live),
    maintenance: maintenance && withoutSlash(maintenance),
    url: withoutSlash(url),
    probe: probe && withoutSlash(probe),
    config: config && tidy(config),
  };
}
