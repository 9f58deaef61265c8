/** The apps of a night that is measured: each 20 MB, and a dump that takes its time. */
import { exec, type LabHost } from '../../lab';
import type { FleetEdit } from '../../lab/fleet-edit';

const MB = 20;
/** What a day changes of them. */
const CHANGED_MB = 1;
const DUMP_S = 2;

export interface BenchApp {
  name: string;
  host: LabHost;
}

/** By turns on every host. */
export const appsOn = (hosts: LabHost[], count: number): BenchApp[] =>
  Array.from({ length: count }, (_, i) => ({ name: `app${i + 1}`, host: hosts[i % hosts.length]! }));

export const fleetEntries = (apps: BenchApp[]): FleetEdit =>
  Object.fromEntries(
    apps.map(({ name, host }) => [
      `apps.${name}`,
      {
        host: host.name,
        contract: 'compose',
        repository: '/srv/git/site.git',
        directory: `/srv/apps/${name}`,
        service: 'app',
        scripts: { backup: './backup.sh' },
      },
    ]),
  );

/** The same bytes wherever and whenever it is called. */
const noise = (seed: string, megabytes: number): string =>
  `head -c ${megabytes * 1_000_000} /dev/zero | openssl enc -aes-256-ctr -K "$(printf %s '${seed}' | sha256sum | cut -c 1-64)" -iv ${'0'.repeat(32)}`;

const on = (host: LabHost, script: string): Promise<string> => exec(host, ['sh', '-c', script]);

export async function makeData(apps: BenchApp[]): Promise<void> {
  for (const { name, host } of apps)
    await on(
      host,
      `set -e; mkdir -p /srv/apps/${name}/data /srv/apps/${name}/backup; cd /srv/apps/${name}
      echo 'services: { app: { image: x } }' >docker-compose.yml
      ${noise(name, MB)} >data/data.bin
      printf '#!/bin/sh\\nset -e\\nsleep ${DUMP_S}\\ncp data/data.bin backup/dump.bin\\n' >backup.sh
      chmod +x backup.sh`,
    );
}

export async function changeData(apps: BenchApp[], day: number): Promise<void> {
  for (const { name, host } of apps)
    await on(
      host,
      `cd /srv/apps/${name} && ${noise(`${name} ${day}`, CHANGED_MB)} | dd of=data/data.bin conv=notrunc status=none`,
    );
}
