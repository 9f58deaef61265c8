import { isSection, section, text, type Loose } from '../../../lib/unchecked';
import type { Finding } from '../problems/issues';
import { entryAddress } from './resolve';
import { addressPattern } from './schema';
import { sshEntry, type SshEntry } from './ssh-config';

interface HostCheck {
  findings: Finding[];
  /** The ~/.ssh/config entries of the hosts that name one. */
  entries: Map<string, SshEntry>;
}

/** Reads the hosts' entries in ~/.ssh/config, and finds settings that are still missing. */
export function checkHosts(hosts: Loose, sshConfig: string | undefined): HostCheck {
  const check: HostCheck = { findings: [], entries: new Map() };
  for (const [name, value] of Object.entries(hosts)) {
    const host = section(value);
    const add = (key: string, message: string) =>
      check.findings.push({ path: ['hosts', name, key], message });
    check.findings.push(...checkProxy(name, host));
    const alias = text(host.sshConfig);
    if (alias === undefined) {
      if (!('user' in host)) add('user', 'is missing; add an SSH user, such as deploy');
      if (!('addresses' in host))
        add('addresses', 'is missing; add a list of addresses, such as ["192.0.2.7:22"]');
      continue;
    }
    const entry = lookUp(sshConfig, alias);
    if (typeof entry === 'string') {
      add('sshConfig', entry);
      continue;
    }
    check.entries.set(name, entry);
    if (!('user' in host) && entry.user === undefined)
      add('user', `is missing, in Host ${alias} of ~/.ssh/config too; add an SSH user, such as deploy`);
    if ('addresses' in host) continue;
    if (!addressPattern.test(entryAddress(entry)))
      add('sshConfig', `has a HostName or Port in ~/.ssh/config that is no address; write addresses here`);
    for (const directive of entry.unsupported)
      add(
        'sshConfig',
        `uses ${directive}, which roost does not support; write addresses here that it can reach`,
      );
  }
  return check;
}

const all = {
  container: ["the proxy container's name", 'sgos-proxy'],
  network: ['the external Docker network shared with the apps', 'sgos'],
};
const byFlags = {
  flags: ['an absolute folder on the host', '/srv/proxy/flags'],
  live: ['an absolute folder on the host', '/srv/proxy/live'],
};
const byFiles = { dynamic: ['an absolute folder on the host', '/srv/traefik/dynamic'] };

function checkProxy(name: string, host: Loose): Finding[] {
  if (!isSection(host.proxy)) return [];
  const { kind, ...proxy } = host.proxy;
  const at = (key: string, message: string): Finding => ({ path: ['hosts', name, 'proxy', key], message });
  if (kind === 'none')
    return Object.keys(proxy).map((key) =>
      at(key, 'says something of a proxy, but kind is none; remove one of the two'),
    );
  const isTraefik = kind === 'traefik';
  const others = isTraefik ? byFlags : { ...byFiles, maintenance: [] };
  const foreign = Object.keys(others).filter((key) => key in proxy);
  return [
    ...Object.entries({ ...all, ...(isTraefik ? byFiles : byFlags) })
      .filter(([key]) => !(key in proxy))
      .map(([key, [what, example]]) => at(key, `is missing; add ${what}, such as ${example}`)),
    ...foreign.map((key) =>
      at(
        key,
        isTraefik
          ? 'is not for traefik, which has dynamic; remove it'
          : 'is for kind: traefik only; remove it',
      ),
    ),
  ];
}

function lookUp(config: string | undefined, alias: string): SshEntry | string {
  if (config === undefined)
    return 'cannot be looked up, since there is no ~/.ssh/config; write user and addresses here';
  try {
    return (
      sshEntry(config, alias) ??
      `names no Host entry of ~/.ssh/config; add Host ${alias} there, or write user and addresses here`
    );
  } catch {
    return 'cannot be looked up, since ~/.ssh/config is malformed; write user and addresses here';
  }
}
