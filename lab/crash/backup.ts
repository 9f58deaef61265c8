/** The backup of a lane's fleet: a repository in a folder of its own. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fleet } from '../../src/fleet/file';
import { openRestic, resticCache, type Restic } from '../../src/restic';
import { controlSecrets } from '../../src/secrets/control';
import { findTool } from '../../src/tools';
import type { FleetEdit } from '../fleet-edit';
import { encrypt } from '../secrets';
import type { Lab } from '../types';
import type { Lane } from './lane';

const places = (state: string) => ({
  folder: join(state, 'backups'),
  repository: join(state, 'repository'),
  password: join(state, 'password'),
  secrets: join(state, 'secrets.env.sops'),
});

export async function backupOf(lab: Lab, state: string): Promise<FleetEdit> {
  const { folder, repository, password, secrets } = places(state);
  mkdirSync(state, { recursive: true });
  writeFileSync(password, randomBytes(12).toString('hex'));
  await writeSecrets(lab, state);
  return {
    'secrets.file': secrets,
    backup: {
      repository: { url: repository, password: { secret: 'RESTIC_PASSWORD' } },
      folder,
      lockWait: '2m',
    },
  };
}

async function writeSecrets({ ageKeyFile }: Lab, state: string): Promise<void> {
  const { password, secrets } = places(state);
  const recipient = /public key: (age1\w+)/.exec(readFileSync(ageKeyFile, 'utf8'))![1]!;
  const text = `RESTIC_PASSWORD=${readFileSync(password, 'utf8')}\n`;
  writeFileSync(secrets, await encrypt(text, 'dotenv', recipient, () => {}));
}

/** The other app: none that roost has deployed; its own script backs it up. */
export const scriptedFolder = '/srv/apps/site';
export const byScript: FleetEdit = {
  'apps.site.directory': scriptedFolder,
  'apps.site.scripts': { backup: './backup.sh' },
  'apps.site.backup': { limit: '2m' },
};

const stateOf = ({ env }: Lane): string => env.XDG_STATE_HOME!;

export const backupFolder = (lane: Lane): string => places(stateOf(lane)).folder;

export const repositoryFolder = (lane: Lane): string => places(stateOf(lane)).repository;

export const repositoryOf = (lane: Lane): Promise<Restic> =>
  repositoryBy(lane, readFileSync(places(stateOf(lane)).password, 'utf8'));

export async function repositoryBy(lane: Lane, password: string): Promise<Restic> {
  return openRestic({
    executable: await findTool('restic'),
    repository: { url: places(stateOf(lane)).repository, password, env: {} },
    cache: await resticCache(lane.env),
  });
}

/** The password that `repositoryOf` goes by. */
export const resetPassword = (lane: Lane): Promise<void> => writeSecrets(lane.lab, stateOf(lane));

/** What `secrets.file` has now. */
export const secretsNow = (lane: Lane): Promise<Record<string, string>> =>
  controlSecrets({ sops: () => findTool('sops') })({
    age: { keyFile: lane.lab.ageKeyFile },
    file: places(stateOf(lane)).secrets,
  } as Fleet['secrets']);

/** As if there had never been a backup. */
export async function emptyBackup(lane: Lane): Promise<void> {
  const { folder, repository } = places(stateOf(lane));
  for (const one of [folder, repository]) rmSync(one, { recursive: true, force: true });
  await (await repositoryOf(lane)).init();
}
