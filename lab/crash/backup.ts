/** The backup of a lane's fleet: a repository in a folder of its own. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openRestic, resticCache, type Restic } from '../../src/restic';
import { findTool } from '../../src/tools';
import type { FleetEdit } from '../fleet-edit';
import { encrypt } from '../secrets';
import type { Lab } from '../types';
import type { Lane } from './lane';

const places = (state: string) => ({
  folder: join(state, 'backups'),
  repository: join(state, 'repository'),
  password: join(state, 'password'),
});

export async function backupOf(lab: Lab, state: string): Promise<FleetEdit> {
  const { folder, repository, password } = places(state);
  const secret = randomBytes(12).toString('hex');
  mkdirSync(state, { recursive: true });
  writeFileSync(password, secret);
  const recipient = /public key: (age1\w+)/.exec(readFileSync(lab.ageKeyFile, 'utf8'))![1]!;
  const file = join(state, 'secrets.env.sops');
  writeFileSync(file, await encrypt(`RESTIC_PASSWORD=${secret}\n`, 'dotenv', recipient, () => {}));
  return {
    'secrets.file': file,
    backup: {
      repository: { url: repository, password: { secret: 'RESTIC_PASSWORD' } },
      folder,
      lockWait: '2m',
    },
  };
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

export async function repositoryOf(lane: Lane): Promise<Restic> {
  const { repository, password } = places(stateOf(lane));
  const opened = { url: repository, password: readFileSync(password, 'utf8'), env: {} };
  return openRestic({
    executable: await findTool('restic'),
    repository: opened,
    cache: await resticCache(lane.env),
  });
}

/** As if there had never been a backup. */
export async function emptyBackup(lane: Lane): Promise<void> {
  const { folder, repository } = places(stateOf(lane));
  for (const one of [folder, repository]) rmSync(one, { recursive: true, force: true });
  await (await repositoryOf(lane)).init();
}
