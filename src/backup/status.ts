import { copyFile, link, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { RoostError } from '../errors';
import { logLine } from './log';
import { backupPaths } from './paths';
import type { BackupStatus } from './types';

export const none = (): BackupStatus => ({
  version: 1,
  updatedAt: new Date(0).toISOString(),
  apps: {},
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

/** As it stands, for who only looks; an empty one where there is none. Errors: `BackupStatusUnusable`. */
export async function seeStatus(file: string): Promise<BackupStatus> {
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
    throw unusable(file, (cause as Error).message, cause, true);
  }
}

/** For who backs up: one that is damaged costs no night, see `putAside`. Errors: `BackupStatusUnusable`. */
export async function readStatus(file: string): Promise<BackupStatus> {
  try {
    return await seeStatus(file);
  } catch (error) {
    if (!isDamaged(error)) throw error;
    return changeStatus(file, () => {});
  }
}

const unusable = (file: string, why: string, cause: unknown, damaged = false): RoostError =>
  new RoostError('BackupStatusUnusable', `${file} cannot be read: ${why}.`, { file, damaged }, { cause });

const isDamaged = (error: unknown): error is RoostError =>
  error instanceof RoostError && error.details.damaged === true;

/** Changes come from many activities of one worker: one after another. */
let last: Promise<unknown> = Promise.resolve();

/** Whoever reads meanwhile sees the former or the new one, never a half. */
export function changeStatus(file: string, change: (status: BackupStatus) => void): Promise<BackupStatus> {
  const turn = last.then(async () => {
    const found = await seeStatus(file).catch((error: unknown) => error);
    if (found instanceof Error && !isDamaged(found)) throw found;
    const status = found instanceof Error ? await putAside(file, found) : (found as BackupStatus);
    change(status);
    status.updatedAt = new Date().toISOString();
    await mkdir(dirname(file), { recursive: true });
    await writeWhole(`${file}.new`, `${JSON.stringify(status, null, 2)}\n`);
    if (!(found instanceof Error)) await keepFormer(file);
    await rename(`${file}.new`, file);
    return status;
  });
  last = turn.catch(() => undefined);
  return turn;
}

/** On the disk before it takes its name: else a power cut may leave a name without a content. */
async function writeWhole(file: string, text: string): Promise<void> {
  const handle = await open(file, 'w');
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const formerOf = (file: string): string => `${file}.former`;

/** What is damaged later lacks one change then, not all that is known. Where a disk has no links there is none. */
async function keepFormer(file: string): Promise<void> {
  await rm(formerOf(file), { force: true });
  await link(file, formerOf(file)).catch(() => {});
}

/** What to go on with instead of a damaged one: the one before its last change, else an empty one. A copy of it stays for people. */
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
