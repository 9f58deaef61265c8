/** What is right and wrong with a host. Pure. */
import { COMPOSE_FOR_ROLLING } from '../../../fleet/contract';
import type { HostConfig } from '../../../fleet/file';
import { inContainer, type Mount } from '../../../host/proxies';
import { bytes } from '../../../lib/units';
import { atLeast } from '../../../lib/version';
import { fail, ok, warn, type Finding } from '../types';
import type { HostFacts } from './facts';

const DOCKER = '24';
const COMPOSE = '2.20';
const SKEW = 5;
const FREE_SHARE = 0.1;
const FREE_BYTES = 2_000_000_000;

export function hostFindings(host: HostConfig, facts: HostFacts, skew: number): Finding[] {
  return [
    ...docker(host, facts),
    programs(facts),
    ...facts.disks.map(disk),
    clock(skew),
    ...proxy(host, facts),
  ];
}

function docker(host: HostConfig, { docker, compose, user }: HostFacts): Finding[] {
  if ('failure' in docker) {
    const denied = /permission denied/i.test(docker.failure);
    const remedy = denied
      ? `on the host, as root: usermod -aG docker ${user}; then log in again`
      : 'install Docker Engine on the host, and start it';
    return [fail('docker', `${user} cannot use Docker: ${docker.failure}`, remedy)];
  }
  const { version } = docker;
  return [
    atLeast(version, DOCKER)
      ? ok('docker', `Docker ${version}`)
      : fail('docker', `Docker ${version} is too old`, `install ${DOCKER} or newer`),
    composeFinding(host, compose),
  ];
}

function composeFinding(host: HostConfig, compose: string | null): Finding {
  if (compose === null)
    return fail('compose', 'there is no `docker compose`', `install the Compose plugin, ${COMPOSE} or newer`);
  if (!atLeast(compose, COMPOSE))
    return fail(
      'compose',
      `Compose ${compose} is too old`,
      `install ${COMPOSE} or newer (${COMPOSE_FOR_ROLLING} for rolling deploys)`,
    );
  const old = host.proxy && !atLeast(compose, COMPOSE_FOR_ROLLING);
  return old
    ? warn(
        'compose',
        `Compose ${compose} cannot do rolling deploys`,
        `install ${COMPOSE_FOR_ROLLING} or newer`,
      )
    : ok('compose', `Compose ${compose}`);
}

function programs({ missing }: HostFacts): Finding {
  return missing.length === 0
    ? ok('programs', 'flock, git, curl and the like are there')
    : fail(
        'programs',
        `missing: ${missing.join(', ').replaceAll('/', ' or ')}`,
        'install them on the host (Debian: util-linux, git, curl, coreutils, rsync, sqlite3)',
      );
}

function disk({ path, totalBytes, freeBytes }: HostFacts['disks'][number]): Finding {
  const says = `${bytes(freeBytes)} of ${bytes(totalBytes)} free on ${path}`;
  const low = freeBytes < FREE_BYTES || freeBytes < totalBytes * FREE_SHARE;
  return low
    ? warn('disk', says, 'free space: `docker system df`, then `docker image prune`')
    : ok('disk', says);
}

function clock(skew: number): Finding {
  const off = Math.round(Math.abs(skew));
  return off > SKEW
    ? warn(
        'clock',
        `${off} s ${skew > 0 ? 'ahead of' : 'behind'} this machine`,
        'set up time synchronisation (systemd-timesyncd, chrony)',
      )
    : ok('clock', 'agrees with this machine');
}

function proxy({ proxy: config }: HostConfig, { proxy, unwritable }: HostFacts): Finding[] {
  if (!config) return [];
  if (!proxy)
    return [
      fail(
        'proxy',
        `there is no container ${config.container}`,
        'start the proxy, or mend proxy.container in the fleet file',
      ),
    ];
  return [
    proxy.state === 'running'
      ? ok('proxy', `${config.container} runs`)
      : fail('proxy', `${config.container} is ${proxy.state}`, `docker start ${config.container}`),
    proxy.network
      ? ok('network', `${config.network} is there`)
      : fail(
          'network',
          `there is no Docker network ${config.network}`,
          `docker network create ${config.network}`,
        ),
    ...[...new Set([config.flags, config.live])].map((folder) =>
      folderFinding(folder, proxy.mounts, unwritable),
    ),
  ];
}

/** A flag that the proxy cannot see does nothing, silently. */
function folderFinding(folder: string, mounts: Mount[], unwritable: string[]): Finding {
  if (unwritable.includes(folder))
    return fail(
      'flags',
      `${folder} is missing or not writable`,
      `on the host: mkdir -p ${folder}, owned by the SSH user`,
    );
  const seen = inContainer(folder, mounts) !== null;
  return seen
    ? ok('flags', `${folder} is writable, and mounted in the proxy`)
    : fail(
        'flags',
        `${folder} is not mounted in the proxy`,
        'mount the folder (not single files) into the proxy',
      );
}
