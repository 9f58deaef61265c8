/** Two lab hosts, of which one holds three apps with data, is backed up, and is lost. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { exec, type LabHost } from '../../lab';
import { dockerArgv } from '../../lab/engine';
import { removeHost } from '../../lab/host';
import { fillApps, layOwnFiles, lostApps, phoneFolder, proxyOf, site, sql } from '../../lab/lost-host';
import { run } from '../../lab/run';
import { watchPhone, type Answer } from '../../lab/watch';
import type { RecoveredApp, RecoverFound } from '../../src/protocol/steps/recover';
import { openLabStage, type LabStage } from '../lab-stage';
import { fill } from '../restore/stage';
import { round } from '../types';

/** Of the table that phone answers with. */
export const ROWS = 500;

const stacks = [site, { app: 'press', folder: '/srv/stacks/press' }];

export interface Recovered {
  /** From the beginning of the command to its end. */
  seconds: number;
  /** Seconds of each step. */
  steps: Record<string, number>;
  apps: RecoveredApp[];
  /** What phone answered through the new host's proxy meanwhile. */
  answers: Answer[];
}

export interface Stage {
  /** Folders with what the apps held at the backup, and when the host was lost. */
  copies: { backedUp: string; lost: string };
  /** Destroys the host with its disks. */
  lose(): Promise<void>;
  /** Errors: the command's, where it fails. */
  recover(): Promise<Recovered>;
  copyOfRecovered(): Promise<string>;
  /** Seconds from the beginning of the recovery to that moment, ms since the epoch. */
  downFor(at: number): number;
}

/** `size`: 1 is a database of 1 GB and 2 GB of files. */
export async function openStage(
  size: number,
  say: (text: string) => void,
  opened: (close: () => Promise<void>) => void,
): Promise<Stage> {
  const stage = await openLabStage(2, say, opened, 'bench-recover');
  const { lab, root, done } = stage;
  const [old, another] = lab.hosts as [LabHost, LabHost];
  const backup = { drill: { at: '05:00' } };
  const settings = { ...lostApps(old.name, stacks), 'apps.phone.settle': '1s' };
  stage.fleet(backup, settings);
  await layOwnFiles(old, stacks);
  await done('backup', 'init');
  await done('up', '--port', '0', '--ui-port', '0');
  for (const { app } of stacks) await done('deploy', app);
  await done('deploy', 'phone', '--ref', 'v2');
  say(`${stacks.length + 1} apps, ${size} GB of rows and ${2 * size} GB of files`);
  await exec(old, ['sh', '-c', `set -e\n${fill(size)}`]);
  await fillApps(old, ROWS, stacks);
  await done('backup');
  const backedUp = await copyOf(old, join(root, 'backed-up'));
  say('a drill proves each snapshot');
  await done('drill');
  await sql(old, "insert into calls (id, note) values (-1, 'after the backup')");
  await exec(old, ['sh', '-c', `echo after >${phoneFolder}/data/voicemails/after`]);
  const lost = await copyOf(old, join(root, 'lost'));
  let began = 0;
  return {
    copies: { backedUp, lost },
    async lose() {
      await removeHost(old.container);
      stage.fleet(backup, { ...settings, ...proxyOf(old.name, another) });
    },
    async recover() {
      let answers: Answer[] = [];
      const watch = watchPhone([another], (all) => {
        answers = all;
        return [];
      });
      began = Date.now();
      const answer = await byRoost(stage, old.name, another);
      const seconds = round((Date.now() - began) / 1000);
      // Who asks for phone may be answered a moment later.
      await exec(another, ['sleep', '1']);
      await watch.stop();
      return { ...answer, seconds, answers };
    },
    copyOfRecovered: () => copyOf(another, join(root, 'recovered')),
    downFor: (at) => (at - began) / 1000,
  };
}

interface RunAnswer {
  result: { found: RecoverFound; steps: { id: string; seconds?: number }[] };
}

async function byRoost(
  { roost }: LabStage,
  host: string,
  { address, port, hostKey }: LabHost,
): Promise<Pick<Recovered, 'steps' | 'apps'>> {
  const answer = await roost.json<RunAnswer>([
    'recover',
    host,
    '--on',
    `${address}:${port}`,
    '--host-key',
    hostKey,
  ]);
  if (!answer.ok) throw new Error(`${answer.error?.code}: ${answer.error?.message}`);
  const { steps, found } = answer.result;
  return {
    steps: Object.fromEntries(steps.map(({ id, seconds = 0 }) => [id, round(seconds)])),
    apps: found.recovered.apps,
  };
}

const dump = `
set -e
out=$(mktemp -d)
mkdir $out/rows $out/files
db=$(docker ps -q --filter label=com.docker.compose.service=db)
for table in $(docker exec $db psql -U phone -d phone -Atc "select tablename from pg_tables where schemaname = 'public'"); do
  docker exec $db psql -U phone -d phone -c "copy (select * from $table) to stdout" >$out/rows/$table
done
cd /
for each in ${phoneFolder.slice(1)}/data/voicemails ${stacks
  .flatMap(({ folder }) =>
    ['data', '.env', 'owner.env', 'docker-compose.override.yml'].map((name) => `${folder.slice(1)}/${name}`),
  )
  .join(' ')}; do cp -a --parents $each $out/files/; done
tar --numeric-owner -C $out -c rows files
rm -rf $out`;

/** Every row of every table, and every file of the apps, with owner and mode. Returns the folder. */
async function copyOf(host: LabHost, folder: string): Promise<string> {
  mkdirSync(folder);
  const argv = await dockerArgv(['exec', '-u', 'root', host.container, 'sh', '-c', dump]);
  await run(['bash', '-c', 'set -o pipefail; "$@" | tar --numeric-owner -xp -C "$0"', folder, ...argv]);
  return folder;
}
