/** A lab whose apps are backed up by roost and by the fleet's bash script, each into a repository of its own. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { labDown, labUp, type Lab } from '../../lab';
import { writeFleet } from '../../lab/fleet-edit';
import { sources } from '../../lab/paths';
import { roostCli, type RoostCli } from '../../lab/roost';
import { run } from '../../lab/run';
import { openRestic, type Restic } from '../../src/restic';
import { findTool, toolsFolder } from '../../src/tools';
import { appsOn, fleetEntries, makeData, type BenchApp } from './apps';
import { writeSecrets } from './secrets';

const LAB = 'bench';
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
  const root = mkdtempSync(join(tmpdir(), 'roost-bench-'));
  // Its caches are this bench's own; the tools are found all the same.
  const roost = roostCli(root, join(root, 'fleet.yaml'), {
    XDG_CACHE_HOME: join(root, 'cache'),
    PATH: `${toolsFolder()}${delimiter}${process.env.PATH ?? ''}`,
  });
  const close = async (): Promise<void> => {
    await roost.run(['down']);
    await labDown(LAB);
    rmSync(root, { recursive: true, force: true });
  };
  opened(close);
  const lab = await labUp({ name: LAB, hosts: HOSTS, log: say });
  const apps = appsOn(lab.hosts, count);
  const folder = join(root, 'repositories');
  mkdirSync(folder);
  const password = await writeSecrets(join(root, 'secrets.env.sops'), lab.ageKeyFile);
  writeFleet(lab.fleetFile, roost.env.ROOST_FLEET!, {
    'secrets.file': join(root, 'secrets.env.sops'),
    backup: {
      // A folder: whose cores a remote one would take is not this machine's business.
      repository: { url: join(folder, 'roost'), password: { secret: 'RESTIC_PASSWORD' } },
      folder: join(root, 'backups'),
      atOnce: { perHost: AT_ONCE, all: AT_ONCE },
    },
    ...fleetEntries(apps),
  });
  const restic = await findTool('restic');
  await findTool('sops');
  const done = async (...args: string[]): Promise<void> => {
    const { code, stderr, stdout } = await roost.run(args);
    if (code !== 0) throw new Error(`roost ${args.join(' ')}: ${stderr || stdout}`);
  };
  await done('backup', 'init');
  // Alike: how long a repository takes to open is decided when it is made, by how quick the machine is then.
  cpSync(join(folder, 'roost'), join(folder, 'script'), { recursive: true });
  say(`${count} apps on ${HOSTS} hosts`);
  await makeData(apps);
  await done('up', '--port', '0', '--ui-port', '0');
  const open = (way: string): Restic =>
    openRestic({
      executable: restic,
      repository: { url: join(folder, way), password, env: {} },
      cache: join(root, `cache-${way}`),
    });
  return {
    apps,
    roost,
    repositories: { script: open('script'), roost: open('roost') },
    script: () =>
      byScript(
        lab,
        apps,
        { RESTIC: restic, RESTIC_PASSWORD: password, RESTIC_REPOSITORY: join(folder, 'script') },
        root,
      ),
    close,
  };
}

async function byScript(lab: Lab, apps: BenchApp[], env: NodeJS.ProcessEnv, root: string): Promise<void> {
  const own = {
    SSH_CONFIG: lab.sshConfig,
    STAGING: join(root, 'staging-of-the-script'),
    RESTIC_CACHE_DIR: join(root, 'cache-script'),
  };
  await run(
    ['bash', join(sources, 'apps', 'backup-all.sh'), ...apps.map(({ name, host }) => `${host.name}/${name}`)],
    { env: { ...env, ...own } },
  );
}

/** As Linux counts it: how many processes want a core. */
export const load = (): number => Number(readFileSync('/proc/loadavg', 'utf8').split(' ')[0]);
