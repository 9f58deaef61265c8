/** What a host is to be: a pure function of the fleet file and of the distribution. */
import { posix } from 'node:path';
import type { Fleet, HostConfig, OperatorConfig, ProvisionConfig } from '../../fleet/file';
import { onlyIf } from '../../lib/only-if';
import type { Resource } from '../../protocol/steps/provision';
import { firewallText } from './firewall';
import { dockerPackages, dockerSources, packageOf, type System } from './systems';
import {
  dockerSettings,
  firewallUnit,
  journalText,
  revertUnit,
  sshdText,
  sudoersText,
  upgradesText,
} from './texts';

export const OPERATORS = 'roost-operators';

export interface Wanted {
  host: HostConfig;
  config: ProvisionConfig;
  /** Of this host. */
  operators: OperatorConfig[];
  /** Of its apps and its proxy, in which the account of roost writes. */
  folders: string[];
}

export function wantedOf(fleet: Pick<Fleet, 'operators' | 'provision' | 'apps'>, host: HostConfig): Wanted {
  const all = Object.values(fleet.operators);
  const apps = Object.values(fleet.apps).filter(
    (app) => app.host === host.name && app.archived === undefined,
  );
  const { flags = '', live = '' } = host.proxy ?? {};
  return {
    host,
    config: fleet.provision[host.name]!,
    operators: all.filter(({ hosts }) => hosts === null || hosts.includes(host.name)),
    folders: [...new Set([...apps.map(({ directory }) => directory), flags, live].filter(posix.isAbsolute))],
  };
}

/** In the order in which they are made. `ssh`: the ports by which the host is reached. */
export function desired(wanted: Wanted, system: System, ssh: number[]): Resource[] {
  return [
    ...(wanted.config.docker ? dockerSources(system) : []),
    ...packages(wanted, system),
    ...accounts(wanted),
    ...files(wanted),
    ...services(wanted),
    ...guarded(wanted, ssh),
  ];
}

function packages({ config, host }: Wanted, system: System): Resource[] {
  const { docker, firewall, upgrades, timeZone } = config;
  return [
    ...['ca-certificates', 'sudo', 'procps', 'iproute2', 'curl', 'git', 'rsync', 'sqlite3', 'age'].map(
      (name) => packageOf(name),
    ),
    packageOf('systemd-timesyncd', 'chrony', 'ntpsec', 'openntpd'),
    ...(docker ? dockerPackages(system) : []),
    ...onlyIf(firewall, packageOf('nftables')),
    ...onlyIf(upgrades, packageOf('unattended-upgrades')),
    ...onlyIf(timeZone !== undefined, packageOf('tzdata')),
    ...onlyIf(host.role === 'control', packageOf('restic')),
    ...config.packages.map((name) => packageOf(name)),
  ];
}

const SHELL = '/bin/bash';

function accounts({ host, config, operators }: Wanted): Resource[] {
  const docker = config.docker ? ['docker'] : [];
  const isRoot = host.user === 'root';
  const login: Resource[] = isRoot
    ? []
    : [
        { kind: 'user', name: host.user, shell: SHELL, groups: docker, not: [] },
        { kind: 'firstKeys', user: host.user },
      ];
  const admins = operators.filter(({ sudo }) => sudo).map(({ name }) => name);
  return [
    { kind: 'group', name: OPERATORS },
    ...login,
    // Before the operators who leave: whom the file does not name is then no more in it either.
    file('/etc/sudoers.d/roost', sudoersText([...onlyIf(!isRoot, host.user), ...admins.sort()]), {
      mode: '440',
      check: 'sudoers',
    }),
    ...operators.flatMap(({ name, keys, sudo }): Resource[] => [
      {
        kind: 'user',
        name,
        shell: SHELL,
        groups: [OPERATORS, ...(sudo ? docker : [])],
        // Docker is as good as root.
        not: sudo ? [] : ['docker', 'sudo'],
      },
      { kind: 'keys', user: name, keys },
    ]),
    { kind: 'operators', names: operators.map(({ name }) => name) },
  ];
}

type FileResource = Extract<Resource, { kind: 'file' }>;

const file = (path: string, content: string, more: Partial<FileResource> = {}): FileResource => ({
  kind: 'file',
  path,
  mode: '644',
  owner: 'root:root',
  content,
  ...more,
});

const action = (name: Extract<Resource, { kind: 'action' }>['name']): Resource => ({ kind: 'action', name });

function files({ host, config, folders }: Wanted): Resource[] {
  const { upgrades, docker, firewall, sshd } = config;
  const directory = (path: string, mode: string): Resource => ({
    kind: 'directory',
    path,
    mode,
    owner: 'root:root',
  });
  const units: Resource[] = [
    ...(firewall
      ? [file('/etc/systemd/system/roost-firewall.service', firewallUnit, { then: 'daemon-reload' })]
      : []),
    ...(sshd
      ? [file('/etc/systemd/system/roost-sshd-revert.service', revertUnit, { then: 'daemon-reload' })]
      : []),
  ];
  return [
    directory('/etc/roost', '755'),
    directory('/var/lib/roost', '755'),
    ...folders.map((path): Resource => ({ kind: 'ownFolder', path, owner: host.user })),
    ...onlyIf(upgrades, file('/etc/apt/apt.conf.d/20auto-upgrades', upgradesText)),
    file('/etc/systemd/journald.conf.d/roost.conf', journalText(config), { then: 'restart-journald' }),
    ...(docker
      ? [
          {
            kind: 'settings',
            path: '/etc/docker/daemon.json',
            set: dockerSettings(config),
            check: 'docker',
            then: 'restart-docker',
          } as Resource,
        ]
      : []),
    ...units,
  ];
}

const unit = (...names: string[]): Resource => ({ kind: 'unit', names, active: true });
/** Whether it is active is not asked: its start may be left out, as in a container, or be in the past. */
const enabled = (...names: string[]): Resource => ({ kind: 'unit', names, active: false });

function services({ host, config }: Wanted): Resource[] {
  const { docker, firewall, sshd, upgrades, sysctl, swap, timeZone } = config;
  const networks = [...(host.proxy ? [host.proxy.network] : []), ...config.networks];
  return [
    action('daemon-reload'),
    ...onlyIf(firewall, enabled('roost-firewall.service')),
    ...onlyIf(sshd, enabled('roost-sshd-revert.service')),
    action('restart-journald'),
    enabled('systemd-timesyncd.service', 'chrony.service', 'ntpsec.service', 'openntpd.service'),
    ...onlyIf(upgrades, enabled('unattended-upgrades.service'), enabled('apt-daily-upgrade.timer')),
    ...onlyIf(docker, unit('docker.service'), action('restart-docker')),
    ...onlyIf<Resource>(Object.keys(sysctl).length > 0, { kind: 'sysctl', settings: sysctl }),
    ...onlyIf<Resource>(swap !== undefined, { kind: 'swap', path: '/swapfile', bytes: swap! }),
    ...onlyIf<Resource>(timeZone !== undefined, { kind: 'timeZone', zone: timeZone! }),
    ...onlyIf<Resource>(
      docker,
      ...[...new Set(networks)].map((name) => ({ kind: 'network' as const, name })),
    ),
  ];
}

/** What may lock everybody out: a step each, at the end. */
function guarded({ host, config, operators }: Wanted, ssh: number[]): Resource[] {
  const users = [...new Set(['root', host.user, ...operators.map(({ name }) => name)])];
  return [
    ...(config.firewall ? [{ kind: 'firewall', text: firewallText(config.firewall, ssh) } as Resource] : []),
    ...(config.sshd ? [{ kind: 'sshd', text: sshdText(config.sshd), users } as Resource] : []),
  ];
}
