import { stringify } from 'yaml';
import { labProxy, proxySection } from './other-proxies';
import type { LabState } from './types';

type Hosted = Pick<LabState, 'ageKeyFile' | 'sshKeyFile' | 'hosts'>;

function hosts({ hosts, sshKeyFile }: Hosted): Record<string, unknown> {
  const entries = hosts.map((host) => [
    host.name,
    {
      user: host.user,
      addresses: [`${host.address}:${host.port}`],
      hostKey: host.hostKey,
      key: sshKeyFile,
      role: 'apps',
      proxy: proxySection(host, labProxy()),
    },
  ]);
  return Object.fromEntries(entries) as Record<string, unknown>;
}

function phone(host: string): Record<string, unknown> {
  return {
    host,
    contract: 'sgos',
    repository: '/srv/git/sgos-phone.git',
    branch: 'main',
    directory: '/srv/apps/sgos-phone',
    source: 'src',
    // As the deploy script has started it: Compose names a project after its folder.
    project: 'src',
    domain: 'phone.sgos.example',
    service: 'app',
    port: 8080,
    proxy: { switch: 'flag' },
    secrets: [{ source: '.env.sops', target: 'src/.env', format: 'dotenv' }],
    data: {
      postgres: { service: 'db', database: 'phone', user: 'phone' },
      folders: ['data/voicemails'],
      shared: true,
    },
    health: { path: '/health', status: 200, json: { status: 'healthy' } },
    settle: '10s',
    releases: 5,
  };
}

/** A stack of the site's repository. */
export function stackEntry(host: string, name: string): Record<string, unknown> {
  return {
    host,
    contract: 'compose',
    repository: '/srv/git/site.git',
    branch: 'main',
    directory: `/srv/stacks/${name}`,
    source: '.',
    project: name,
    domain: `${name}.sgos.example`,
    service: 'web',
    port: 8080,
    secrets: [{ source: '.sops.json', target: 'secrets.json', format: 'json' }],
    health: { path: '/health', status: 200, json: { status: 'healthy' } },
    settle: '10s',
    releases: 5,
  };
}

/** The lab as a fleet file: its apps live on the first host. */
export function fleetYaml(lab: Hosted): string {
  const first = lab.hosts[0]!.name;
  return stringify({
    fleet: 'lab',
    secrets: { age: { keyFile: lab.ageKeyFile } },
    // Nothing deploys by itself but what a test asks for.
    push: { heads: 'off' },
    hosts: hosts(lab),
    apps: { phone: phone(first), site: stackEntry(first, 'site') },
  });
}
