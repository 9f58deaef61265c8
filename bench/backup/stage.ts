/** A lab whose apps are backed up by roost and by the fleet's bash script, each into a repository of its own. */
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sources } from '../../lab/paths';
import type { RoostCli } from '../../lab/roost';
import { run } from '../../lab/run';
import { openRestic, type Restic } from '../../src/restic';
import { openLabStage, type LabStage } from '../lab-stage';
import { appsOn, fleetEntries, makeData, type BenchApp } from './apps';

const HOSTS = 3;
const AT_ONCE = 6;

export interface Stage {
  apps: BenchApp[];
  roost: RoostCli;
  /** Each way's repository, to look into. */
  repositories: Record<'script' | 'roost', Restic>;
  /** Backs all apps up by the bash script. */
  script(): Promise<void>;
  close(): Promise<void>;
}

/** `close` of what is there so far is told to `opened` before anything is. */
export async function openStage(
  count: number,
  say: (text: string) => void,
  opened: (close: () => Promise<void>) => void,
): Promise<Stage> {
  const stage = await openLabStage(HOSTS, say, opened);
  const { lab, roost, root, repositories, password, done, close } = stage;
  const apps = appsOn(lab.hosts, count);
  stage.fleet({ atOnce: { perHost: AT_ONCE, all: AT_ONCE } }, fleetEntries(apps));
  await done('backup', 'init');
  // Alike: how long a repository takes to open is decided when it is made, by how quick the machine is then.
  cpSync(join(repositories, 'roost'), join(repositories, 'script'), { recursive: true });
  say(`${count} apps on ${HOSTS} hosts`);
  await makeData(apps);
  await done('up', '--port', '0', '--ui-port', '0');
  const open = (way: string): Restic =>
    openRestic({
      executable: stage.restic,
      repository: { url: join(repositories, way), password, env: {} },
      cache: join(root, `cache-${way}`),
    });
  return {
    apps,
    roost,
    repositories: { script: open('script'), roost: open('roost') },
    script: () => byScript(stage, apps),
    close,
  };
}

async function byScript(
  { lab, root, repositories, password, restic }: LabStage,
  apps: BenchApp[],
): Promise<void> {
  await run(
    ['bash', join(sources, 'apps', 'backup-all.sh'), ...apps.map(({ name, host }) => `${host.name}/${name}`)],
    {
      env: {
        RESTIC: restic,
        RESTIC_PASSWORD: password,
        RESTIC_REPOSITORY: join(repositories, 'script'),
        RESTIC_CACHE_DIR: join(root, 'cache-script'),
        SSH_CONFIG: lab.sshConfig,
        STAGING: join(root, 'staging-of-the-script'),
      },
    },
  );
}

/** As Linux counts it: how many processes want a core. */
export const load = (): number => Number(readFileSync('/proc/loadavg', 'utf8').split(' ')[0]);
