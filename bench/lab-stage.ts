/** A lab with a roost of its own beside it, and a folder for repositories: what benches that back up begin with. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { labDown, labUp, type Lab } from '../lab';
import { writeFleet, type FleetEdit } from '../lab/fleet-edit';
import { roostCli, type RoostCli } from '../lab/roost';
import { findTool, toolsFolder } from '../src/tools';
import { writeSecrets } from './secrets';

const LAB = 'bench';

export interface LabStage {
  lab: Lab;
  roost: RoostCli;
  /** The folder of all that the bench makes on this machine. */
  root: string;
  /** The folder of repositories; that of roost is `roost`. */
  repositories: string;
  /** Of the repositories. */
  password: string;
  /** Path of the program. */
  restic: string;
  /** The lab's fleet file with a repository: `backup` beside that, and other settings by their path. */
  fleet(backup: object, more: FleetEdit): void;
  /** Errors: the command's, where it fails. */
  done(...args: string[]): Promise<void>;
  close(): Promise<void>;
}

/** `close` of what is there so far is told to `opened` before anything is. */
export async function openLabStage(
  hosts: number,
  say: (text: string) => void,
  opened: (close: () => Promise<void>) => void,
  name = LAB,
): Promise<LabStage> {
  const root = mkdtempSync(join(tmpdir(), 'roost-bench-'));
  const fleetFile = join(root, 'fleet.yaml');
  // Its caches are this bench's own; the tools are found all the same.
  const roost = roostCli(root, fleetFile, {
    XDG_CACHE_HOME: join(root, 'cache'),
    PATH: `${toolsFolder()}${delimiter}${process.env.PATH ?? ''}`,
  });
  const close = async (): Promise<void> => {
    await roost.run(['down']);
    await labDown(name);
    rmSync(root, { recursive: true, force: true });
  };
  opened(close);
  const lab = await labUp({ name, hosts, log: say });
  const repositories = join(root, 'repositories');
  mkdirSync(repositories);
  const secrets = join(root, 'secrets.env.sops');
  const password = await writeSecrets(secrets, lab.ageKeyFile);
  const restic = await findTool('restic');
  await findTool('sops');
  return {
    lab,
    roost,
    root,
    repositories,
    password,
    restic,
    fleet(backup, more) {
      // A folder: whose cores a remote one would take is not this machine's business.
      const url = join(repositories, 'roost');
      const repository = { url, password: { secret: 'RESTIC_PASSWORD' } };
      writeFleet(lab.fleetFile, fleetFile, {
        'secrets.file': secrets,
        backup: { repository, folder: join(root, 'backups'), ...backup },
        ...more,
      });
    },
    async done(...args) {
      const { code, stderr, stdout } = await roost.run(args);
      if (code !== 0) throw new Error(`roost ${args.join(' ')}: ${stderr || stdout}`);
    },
    close,
  };
}
