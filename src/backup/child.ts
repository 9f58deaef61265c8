/**
 * One process at a time works on an app's staging. A worker that was killed
 * leaves its rsync or restic behind, which goes on: the next attempt ends it
 * before it begins itself.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { endProcess, identify, type ProcessIdentity } from '../process';

const GRACE_MS = 10_000;

export async function endFormer(mark: string): Promise<void> {
  const text = await readFile(mark, 'utf8').catch(() => null);
  if (text === null) return;
  // By SIGTERM restic would leave its lock behind.
  await endProcess(parsed(text), GRACE_MS, 'SIGINT');
  await rm(mark, { force: true });
}

/** The mark of a child that runs now. */
export async function noteChild(mark: string, pid: number): Promise<void> {
  await mkdir(dirname(mark), { recursive: true });
  await writeFile(mark, JSON.stringify(identify(pid)));
}

function parsed(text: string): ProcessIdentity {
  try {
    return JSON.parse(text) as ProcessIdentity;
  } catch {
    // Half written: the worker died between the start and this.
    return { pid: 0, started: 'never' };
  }
}
