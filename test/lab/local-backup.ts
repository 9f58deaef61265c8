/** A fleet's backup in a repository on the control host's own disk, where no test cuts the way to it. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FleetEdit } from '../../lab/fleet-edit';
import { encrypt } from '../../lab/secrets';
import { backupPaths, readStatus, type BackupStatus } from '../../src/backup';
import { openRestic, type Restic } from '../../src/restic';
import { findTool } from '../../src/tools';

export interface LocalBackup {
  /** For the stage's fleet. */
  edit: FleetEdit;
  folder: string;
  restic: Restic;
  status(): Promise<BackupStatus>;
  remove(): void;
}

/** `ageKeyFile`: the lab's; `more`: settings of `backup` beside the repository, which is not made yet. */
export async function localBackup(
  ageKeyFile: string,
  more: Record<string, unknown> = {},
): Promise<LocalBackup> {
  const root = mkdtempSync(join(tmpdir(), 'roost-backup-'));
  const [folder, url, cache] = ['backups', 'repository', 'cache'].map((name) => join(root, name)) as [
    string,
    string,
    string,
  ];
  mkdirSync(folder);
  const password = randomBytes(12).toString('hex');
  const recipient = /public key: (age1\w+)/.exec(readFileSync(ageKeyFile, 'utf8'))![1]!;
  const file = join(root, 'secrets.env.sops');
  writeFileSync(file, await encrypt(`RESTIC_PASSWORD=${password}\n`, 'dotenv', recipient, () => {}));
  const repository = { url, password: { secret: 'RESTIC_PASSWORD' } };
  const executable = await findTool('restic');
  return {
    edit: { 'secrets.file': file, backup: { repository, folder, ...more } },
    folder,
    restic: openRestic({ executable, repository: { url, password, env: {} }, cache }),
    status: () => readStatus(backupPaths(folder).status),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
