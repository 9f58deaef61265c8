import { copyFile, link, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { RoostError } from '../errors';
import { writeAtomic } from '../lib/files/atomic-file';
import { withFileLock } from '../lib/files/file-lock';
import { logLine } from './log';
import { backupPaths } from './paths';
import type { BackupStatus } from './types';

export const none = (): BackupStatus => ({
  version: 1,
  updatedAt: new Date(0).toISOString(),
  apps: {},
  drills: {},
  repository: {
    bytes: null,
    measuredAt: null,
    former: null,
    prunedAt: null,
    pruneDue: false,
    copiedAt: null,
    checked: null,
    damaged: null,
  },
  night: null,
  putAside: null,
});

/** Reads the file without a change; a missing file is an empty status. Errors: `BackupStatusUnusable`. */
export async function seeStatus(file: string): Promise<BackupStatus> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return none();
    throw new RoostError('BackupStatusUnusable', messageFor(file, cause as Error), { file }, { cause });
  }
  try {
    const found = JSON.parse(text) as BackupStatus;
    if (found?.version !== 1) throw new Error(`its version is ${String(found?.version)}, not 1`);
    if (typeof found.apps !== 'object' || found.apps === null) throw new Error('it has no apps');
    // A file of an older version lacks later fields.
    return { ...none(), ...found, repository: { ...none().repository, ...found.repository } };
  } catch (cause) {
    throw new DamagedStatus(file, cause as Error);
  }
}

/**
 * Reads the file for a backup. A damaged file stops no night, see `putAside`. Errors:
 * `BackupStatusUnusable`.
 */
export async function readStatus(file: string): Promise<BackupStatus> {
  try {
    return await seeStatus(file);
  } catch (error) {
    if (!(error instanceof DamagedStatus)) throw error;
    return changeStatus(file, () => {});
  }
}

const messageFor = (file: string, cause: Error): string => `${file} cannot be read: ${cause.message}.`;

/** The file is readable but contains no status. */
class DamagedStatus extends RoostError {
  constructor(file: string, cause: Error) {
    super('BackupStatusUnusable', messageFor(file, cause), { file }, { cause });
  }
}

/**
 * Applies one change at a time, because many activities, also of several workers on this host, make
 * changes.
 */
export function changeStatus(file: string, change: (status: BackupStatus) => void): Promise<BackupStatus> {
  return withFileLock(file, async () => {
    const found = await seeStatus(file).catch((error: unknown) => {
      if (error instanceof DamagedStatus) return error;
      throw error;
    });
    const isDamaged = found instanceof DamagedStatus;
    const status = isDamaged ? await putAside(file, found) : found;
    change(status);
    status.updatedAt = new Date().toISOString();
    const before = isDamaged ? undefined : () => keepFormer(file);
    await writeAtomic(file, `${JSON.stringify(status, null, 2)}\n`, { mode: 0o644, before });
    return status;
  });
}

const formerOf = (file: string): string => `${file}.former`;

/**
 * Keeps a link to the former file, so that later damage costs one change only. A disk without links has
 * none.
 */
async function keepFormer(file: string): Promise<void> {
  await rm(formerOf(file), { force: true });
  await link(file, formerOf(file)).catch(() => {});
}

/**
 * Replaces a damaged file by the one before its last change, else by an empty one, and keeps a copy for
 * people.
 */
async function putAside(file: string, { message }: Error): Promise<BackupStatus> {
  const at = new Date().toISOString();
  const aside = `${file}.damaged-${at}`;
  await copyFile(file, aside);
  const former = await seeStatus(formerOf(file)).catch(none);
  await logLine(
    backupPaths(dirname(file)).log,
    `${message} It is kept as ${aside}; the backups go on with what was known ${former.updatedAt}.`,
  );
  return { ...former, putAside: { at, file: aside } };
}
