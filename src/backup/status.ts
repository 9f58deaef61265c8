import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { RoostError } from '../errors';
import type { BackupStatus } from './types';

export const none = (): BackupStatus => ({
  version: 1,
  updatedAt: new Date(0).toISOString(),
  apps: {},
  repository: { bytes: null, measuredAt: null, former: null, prunedAt: null, pruneDue: false, copiedAt: null, checked: null, damaged: null },
  night: null,
});

/** As it stands; an empty one where there is none. Errors: `BackupStatusUnusable`. */
export async function readStatus(file: string): Promise<BackupStatus> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return none();
    throw unusable(file, (cause as Error).message, cause);
  }
  try {
    const found = JSON.parse(text) as BackupStatus;
    if (found?.version !== 1) throw new Error(`its version is ${String(found?.version)}, not 1`);
    if (typeof found.apps !== 'object' || found.apps === null) throw new Error('it has no apps');
    // What an older version has written lacks what came later.
    return { ...none(), ...found, repository: { ...none().repository, ...found.repository } };
  } catch (cause) {
    throw unusable(file, (cause as Error).message, cause);
  }
}

const unusable = (file: string, why: string, cause: unknown): RoostError =>
  new RoostError('BackupStatusUnusable', `${file} cannot be read: ${why}.`, { file }, { cause });

/** Changes come from many activities of one worker: one after another. */
let last: Promise<unknown> = Promise.resolve();

/** Whoever reads meanwhile sees the former or the new one, never a half. */
export function changeStatus(file: string, change: (status: BackupStatus) => void): Promise<BackupStatus> {
  const turn = last.then(async () => {
    const status = await readStatus(file);
    change(status);
    status.updatedAt = new Date().toISOString();
    await mkdir(dirname(file), { recursive: true });
    await writeFile(`${file}.new`, `${JSON.stringify(status, null, 2)}\n`);
    await rename(`${file}.new`, file);
    return status;
  });
  last = turn.catch(() => undefined);
  return turn;
}
