/** For each file of tests that imports it: restic, a folder of its own, and a server of S3. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRestic, type Restic } from '../../src/restic';
import { findTool } from '../../src/tools';
import { startS3, type S3 } from '../s3';

export let executable: string;
export let root: string;
export let s3: S3;

jest.setTimeout(180_000);

beforeAll(async () => {
  executable = await findTool('restic');
  root = mkdtempSync(join(tmpdir(), 'roost-restic-'));
  s3 = await startS3('backups');
});
afterAll(async () => {
  await s3?.remove();
  rmSync(root, { recursive: true, force: true });
});

export const coded = (code: string) => expect.objectContaining({ code });

export const open = (url: string, password = 'a password', env: Record<string, string> = {}): Restic =>
  openRestic({ executable, repository: { url, password, env }, cache: join(root, 'cache') });

/** A folder with one file of that content. */
export function source(name: string, content: string): string {
  const folder = join(root, 'staging', name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'data'), content);
  return folder;
}

export const s3Env = () => ({ AWS_ACCESS_KEY_ID: s3.access, AWS_SECRET_ACCESS_KEY: s3.secret });
