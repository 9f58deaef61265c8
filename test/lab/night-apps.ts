/** The apps of a night: one for every kind of data, on three hosts. None of them was deployed by roost. */
import { exec, type LabHost } from '../../lab';
import type { FleetEdit } from '../../lab/fleet-edit';

const app = (name: string, host: string, more: object) => ({
  host,
  contract: 'compose',
  repository: '/srv/git/site.git',
  directory: `/srv/apps/${name}`,
  service: 'app',
  ...more,
});

/** `hosts`: names of three. */
export function apps([first, second, third]: string[]): FleetEdit {
  return {
    'apps.phone.host': first,
    'apps.phone.backup': { from: 'data' },
    'apps.phone.data': { postgres: { service: 'db', database: 'phone', user: 'phone' }, folders: ['data/voicemails'] },
    'apps.site.host': first,
    'apps.site.directory': '/srv/apps/site',
    'apps.ledger': app('ledger', second!, { data: { sqlite: ['data/ledger.db'] } }),
    'apps.files': app('files', second!, { data: { folders: ['data'] } }),
    'apps.uploads': app('uploads', third!, { data: { volumes: ['uploads'] } }),
    'apps.legacy': app('legacy', third!, { scripts: { backup: './backup.sh' } }),
  };
}

const COMPOSE = 'services: { app: { image: x } }';

/** Their folders and data. The hosts hold nothing else of them. */
export async function dataOf([first, second, third]: LabHost[]): Promise<void> {
  const on = (host: LabHost, script: string): Promise<string> => exec(host, ['sh', '-c', script]);
  const folder = (name: string): string => `mkdir -p /srv/apps/${name}/data && cd /srv/apps/${name} && echo '${COMPOSE}' >docker-compose.yml`;
  await Promise.all([
    on(
      first!,
      `${folder('site')}; mkdir -p /srv/apps/sgos-phone/data/voicemails && head -c 400000 /dev/urandom >/srv/apps/sgos-phone/data/voicemails/one.mp3
      docker exec $(docker ps -q --filter label=com.docker.compose.service=db) psql -U phone -d phone -c "INSERT INTO voicemails (caller, note) VALUES ('+49 30 1', 'before the backup')"`,
    ),
    on(
      second!,
      `${folder('files')} && head -c 3000000 /dev/urandom >data/one.bin; ${folder('ledger')} && sqlite3 data/ledger.db "create table entries (id integer primary key, text); insert into entries (text) values ('opening balance')"`,
    ),
    on(
      third!,
      `${folder('uploads')}; docker volume create uploads >/dev/null; docker create --name up -v uploads:/u registry:5000/roost-base:1 true >/dev/null; head -c 200000 /dev/urandom >/tmp/u && docker cp /tmp/u up:/u/one.jpg && docker rm up >/dev/null
      ${folder('legacy')} && mkdir -p backup && cat >backup.sh <<'SH' && chmod +x backup.sh
#!/bin/sh
set -e
head -c 100000 /dev/urandom | gzip >backup/legacy-$(date +%F).gz
SH`,
    ),
  ]);
}
