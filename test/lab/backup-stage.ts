/** A stage whose fleet has a backup: a repository on an S3 server of its own, its secrets in a sops file. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FleetEdit } from '../../lab/fleet-edit';
import { encrypt } from '../../lab/secrets';
import { backupPaths, readStatus, type BackupStatus } from '../../src/backup';
import { openRestic, type Restic } from '../../src/restic';
import { findTool } from '../../src/tools';
import { cutter, type Cutter } from '../cutter';
import { startS3, type S3 } from '../s3';

export interface BackupParts {
  s3: S3;
  /** The fleet's way to it. */
  way: Cutter;
  /** For the stage's fleet. */
  edit: FleetEdit;
  folder: string;
  /** The repository, by the password that the fleet has. */
  restic: Restic;
  /** For a restic that is called by hand. */
  resticEnv: NodeJS.ProcessEnv;
  /** What stands in the fleet's file of secrets. */
  secrets: Record<string, string>;
  status(): Promise<BackupStatus>;
  /** A restic takes the repository for itself alone, and is killed. */
  lockAndDie(): Promise<void>;
  remove(): Promise<void>;
}

/** `ageKeyFile`: the lab's; `more`: secrets beside those of the repository, which is not made yet. */
export async function backupParts(
  ageKeyFile: string,
  more: Record<string, string> = {},
): Promise<BackupParts> {
  const root = mkdtempSync(join(tmpdir(), 'roost-backup-'));
  const folder = join(root, 'backups');
  mkdirSync(folder);
  const s3 = await startS3('nights');
  const way = await cutter(Number(new URL(s3.url).port));
  const password = randomBytes(12).toString('hex');
  const recipient = /public key: (age1\w+)/.exec(readFileSync(ageKeyFile, 'utf8'))![1]!;
  const file = join(root, 'secrets.env.sops');
  const secrets = { RESTIC_PASSWORD: password, S3_KEY: s3.access, S3_SECRET: s3.secret, ...more };
  const lines = Object.entries(secrets).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(file, await encrypt(lines.join(''), 'dotenv', recipient, () => {}));
  const url = `s3:http://127.0.0.1:${way.port}/nights`;
  const repository = {
    url,
    password: { secret: 'RESTIC_PASSWORD' },
    env: { AWS_ACCESS_KEY_ID: { secret: 'S3_KEY' }, AWS_SECRET_ACCESS_KEY: { secret: 'S3_SECRET' } },
  };
  const env = { AWS_ACCESS_KEY_ID: s3.access, AWS_SECRET_ACCESS_KEY: s3.secret };
  const executable = await findTool('restic');
  const resticEnv = {
    ...env,
    RESTIC_REPOSITORY: url,
    RESTIC_PASSWORD: password,
    RESTIC_CACHE_DIR: join(root, 'cache'),
  };
  const restic = openRestic({ executable, repository: { url, password, env }, cache: join(root, 'cache') });
  return {
    s3,
    way,
    edit: { 'secrets.file': file, backup: { repository, folder } },
    folder,
    restic,
    resticEnv,
    secrets,
    async lockAndDie() {
      const child = spawn(executable, ['prune', '--max-unused', '0'], {
        env: { ...process.env, ...resticEnv },
        stdio: 'ignore',
      });
      const ended = new Promise((resolve) => child.on('close', resolve));
      const locks = join(s3.folder, 'nights', 'locks');
      while (!existsSync(locks) || readdirSync(locks).length === 0)
        await new Promise((resolve) => setTimeout(resolve, 2));
      child.kill('SIGKILL');
      await ended;
    },
    status: () => readStatus(backupPaths(folder).status),
    async remove() {
      await way.close();
      await s3.remove();
    },
  };
}
