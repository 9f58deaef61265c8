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

/** By kind: what it needs, and an example. */
const needed: Record<string, [what: string, example: string]> = {
  container: ["the proxy container's name", 'sgos-proxy'],
  network: ['the external Docker network shared with the apps', 'sgos'],
  flags: ['an absolute folder on the host', '/srv/proxy/flags'],
  live: ['an absolute folder on the host', '/srv/proxy/live'],
};

function checkProxy(name: string, host: Loose): Finding[] {
  if (!isSection(host.proxy)) return [];
  const proxy = host.proxy;
  if (proxy.kind === 'none')
    return Object.keys(proxy)
      .filter((key) => key !== 'kind')
      .map((key) => ({
        path: ['hosts', name, 'proxy', key],
        message: 'says something of a proxy, but kind is none; remove one of the two',
      }));
  return Object.entries(needed)
    .filter(([key]) => !(key in proxy))
    .map(([key, [what, example]]) => ({
      path: ['hosts', name, 'proxy', key],
      message: `is missing; add ${what}, such as ${example}`,
    }));
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
