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
    'apps.phone.data': {
      postgres: { service: 'db', database: 'phone', user: 'phone' },
      folders: ['data/voicemails'],
    },
    'apps.site.host': first,
    'apps.site.directory': '/srv/apps/site',
    'apps.ledger': app('ledger', second!, { data: { sqlite: ['data/ledger.db'] } }),
    'apps.files': app('files', second!, { data: { folders: ['data'] } }),
    'apps.uploads': app('uploads', third!, { data: { volumes: ['uploads'] } }),
    'apps.legacy': app('legacy', third!, { scripts: { backup: './backup.sh' } }),
  };
}

const COMPOSE = 'services: { app: { image: x } }';

const folder = (name: string): string =>
  `mkdir -p /srv/apps/${name}/data && cd /srv/apps/${name} && echo '${COMPOSE}' >docker-compose.yml`;

/** Their folders and data. The hosts hold nothing else of them. */
export async function dataOf([first, second, third]: LabHost[]): Promise<void> {
  const on = (host: LabHost, script: string): Promise<string> => exec(host, ['sh', '-c', script]);
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

/** Apps with a script that does what their file `mode` says, and the number of their host. */
const moody = {
  stopping: 0,
  hanging: 0,
  full: 0,
  slow: 1,
  damaged: 1,
  empty: 1,
  brim: 1,
  legacy: 2,
  uploads: 2,
};

const limitOf = (name: string): string => (name === 'hanging' ? '15s' : '2m');

/** Fourteen apps, one for everything that can fail in a night beside those that do well. */
export function faultApps(hosts: string[]): FleetEdit {
  const { 'apps.uploads': _volume, ...edit } = apps(hosts);
  const scripts = Object.entries(moody).map(([name, at]) => [
    `apps.${name}`,
    app(name, hosts[at]!, { scripts: { backup: './backup.sh' }, backup: { limit: limitOf(name) } }),
  ]);
  return {
    ...edit,
    ...Object.fromEntries(scripts),
    'apps.big': app('big', hosts[0]!, { data: { folders: ['data'] } }),
  };
}

/** What a backup script may do to an operator. $0's folder holds the file `mode`. */
const MOODY = `#!/bin/sh
set -e
cd "$(dirname "$0")"
today=$(date +%F)
case $(cat mode) in
  hang) sleep 600 ;;
  empty) : >backup/dump-$today.gz ;;
  cut) head -c 100000 /dev/urandom | gzip | head -c 50000 >backup/dump-$today.gz ;;
  full) head -c 5000000 /dev/urandom >backup/dump-$today.bin ;;
  stop) docker stop -t 0 stopping-app; exit 3 ;;
  slow) sleep 6.5; head -c 100000 /dev/urandom | gzip >backup/dump-$today.gz ;;
  ok) head -c 100000 /dev/urandom | gzip >backup/dump-$today.gz ;;
esac
`;

/** Beside that of `dataOf`. */
export async function faultData(hosts: LabHost[]): Promise<void> {
  await dataOf(hosts);
  const moods = hosts.map((_, at) =>
    Object.keys(moody).filter((name) => moody[name as keyof typeof moody] === at),
  );
  const moodyFolder = (name: string): string =>
    `${folder(name)} && mkdir -p backup && cat >backup.sh <<'SH' && chmod +x backup.sh && echo ok >mode\n${MOODY}SH`;
  const on = (at: number, ...scripts: string[]): Promise<string> =>
    exec(hosts[at]!, ['sh', '-ec', [...moods[at]!.map(moodyFolder), ...scripts].join('\n')]);
  await Promise.all([
    on(
      0,
      `${folder('big')} && head -c 3000000 /dev/urandom >data/one.bin`,
      'docker run -d --restart unless-stopped --name stopping-app --label com.docker.compose.project=stopping --label com.docker.compose.service=app --label com.docker.compose.project.working_dir=/srv/apps/stopping registry:5000/roost-base:1 sleep infinity >/dev/null',
    ),
    on(1),
    on(2),
  ]);
}

export async function mode(host: LabHost, name: string, how: string): Promise<void> {
  await exec(host, ['sh', '-c', `echo ${how} >/srv/apps/${name}/mode`]);
}
