/** A lab app with a large database and many files, of which roost has a snapshot, and the fleet's own way a copy of its own. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { exec, startByScript, type LabHost } from '../../lab';
import type { RoostCli } from '../../lab/roost';
import { run } from '../../lab/run';
import { openLabStage } from '../lab-stage';

export const APP = '/srv/apps/sgos-phone';
const FILES = 200;
/** Bytes of a row of the large table with its index. */
const ROW = 330;

export interface Stage {
  host: LabHost;
  roost: RoostCli;
  /** On the host, in its shell. */
  on(script: string): Promise<string>;
  /** From the own copy of the fleet's way to the host, as a person would: restored, then sent. */
  bring(): Promise<void>;
  close(): Promise<void>;
}

/** `size`: 1 is a database of 1 GB and 2 GB of files. */
export async function openStage(
  size: number,
  say: (text: string) => void,
  opened: (close: () => Promise<void>) => void,
): Promise<Stage> {
  const stage = await openLabStage(1, say, opened);
  const { lab, roost, root, restic, done, close } = stage;
  const host = lab.hosts[0]!;
  const on = (script: string): Promise<string> => exec(host, ['sh', '-c', `set -e\n${script}`]);
  stage.fleet({}, { 'apps.phone.backup': { from: 'data' }, 'apps.phone.settle': '1s' });
  await startByScript(lab, host, 'phone', Object.values(lab.repos.phone.commits)[0]!);
  say(`${size} GB of rows and ${2 * size} GB of files`);
  await on(fill(size));
  await done('backup', 'init');
  await done('up', '--port', '0', '--ui-port', '0');
  await done('backup', 'phone');
  // The same by the fleet's own way: a dump as SQL and the files, in a repository of its own.
  const env = {
    RESTIC_REPOSITORY: join(stage.repositories, 'own'),
    RESTIC_PASSWORD: stage.password,
    RESTIC_CACHE_DIR: join(root, 'cache-own'),
  };
  const staging = join(root, 'own');
  const ssh = `ssh -F ${lab.sshConfig}`;
  await on(
    `mkdir -p /tmp/roost-own && chmod 777 /tmp/roost-own && ${DB} pg_dump -U phone phone >/tmp/roost-own/phone.sql`,
  );
  const pull = (from: string, to: string): Promise<string> =>
    run(['rsync', '-a', '-e', ssh, `${host.name}:${from}`, to]);
  mkdirSync(staging);
  await pull('/tmp/roost-own/phone.sql', `${staging}/phone.sql`);
  await pull(`${APP}/data/voicemails/`, `${staging}/voicemails/`);
  await run([restic, 'init', '--quiet'], { env });
  await run([restic, 'backup', '--quiet', staging], { env });
  rmSync(staging, { recursive: true });
  await on('rm -rf /tmp/roost-own/*');
  return {
    host,
    roost,
    on,
    async bring() {
      await run([restic, 'restore', '--quiet', '--target', '/', 'latest'], { env });
      await run(['rsync', '-a', '-e', ssh, `${staging}/`, `${host.name}:/tmp/roost-own/`]);
    },
    close,
  };
}

export const DB = 'docker exec -i $(docker ps -q --filter label=com.docker.compose.service=db)';

/** Shell: a large table and many files of phone. */
export const fill = (size: number): string => {
  const rows = Math.round((size * 1e9) / ROW);
  const bytes = Math.round((size * 2e9) / FILES);
  return `
${DB} psql -U phone -d phone -qc "create table calls as select i as id, md5(i::text) || md5((i + 1)::text) || repeat(md5((i + 2)::text), 5) as note from generate_series(1, ${rows}) i; alter table calls add primary key (id)"
mkdir -p ${APP}/data/voicemails
cd ${APP}/data/voicemails
i=0
while [ $i -lt ${FILES} ]; do
  head -c ${bytes} /dev/zero | openssl enc -aes-128-ctr -K "$(printf %032x $i)" -iv ${'0'.repeat(32)} >$i.mp3
  i=$((i + 1))
done
chown -R 1000:1000 . 2>/dev/null || :`;
};
