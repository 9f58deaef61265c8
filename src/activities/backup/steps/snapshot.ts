/** One snapshot of an app's staging: of what this operation has pulled, or none. */
import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { amountOf, stopPrevious, recordChild } from '../../../backup';
import { writeAtomic } from '../../../lib/files/atomic-file';
import { onlyIf } from '../../../lib/only-if';
import type { BackupStepArgs } from '../../../protocol/steps/backup';
import { appTag, keepTag, operationTag, type Restic, type Snapshot } from '../../../restic';
import { reportProgress } from '../../activity';
import type { ControlSite } from '../../app/site';
import { pulledBy, requirePulled } from './pull';

/** What restic said at the end of a backup: by then its backend has taken everything, the snapshot last. */
export interface MadeSnapshot {
  operation: string;
  id: string;
  /** When it was begun. */
  time: string;
  bytes: number;
  files: number;
  added: number;
}

export async function snapshotCopies(
  site: ControlSite,
  { host, keep }: BackupStepArgs['snapshotCopies'],
): Promise<string> {
  const { backup, app, operation } = site;
  const child = backup.mark(app.name, 'child');
  await stopPrevious(child);
  await requirePulled(site, operation);
  const begun = backup.mark(app.name, 'snapshotting');
  const clear = () => Promise.all([begun, child].map((mark) => rm(mark, { force: true })));
  const known = await madeBy(site);
  if (known) {
    await clear();
    return `${known.id.slice(0, 8)}, made before`;
  }
  const restic = await site.restic({ onChild: (pid) => void recordChild(child, pid).catch(() => {}) });
  const made = await snapshotOf(restic, site);
  // A backup whose end was not received may lack what could not be read; then it is made again.
  const isThere = made !== undefined && (await isWhole(made, backup.app(app.name)));
  if (made && !isThere) await notePartial(site, made.id);
  const snapshot = isThere ? asMade(made, operation) : await make(site, restic, { host, keep }, begun);
  const mark = backup.mark(app.name, 'snapshot');
  await writeAtomic(mark, JSON.stringify(snapshot));
  await clear();
  const { id, bytes, added } = snapshot;
  return isThere
    ? `${id.slice(0, 8)}, made before`
    : `${id.slice(0, 8)}: ${bytes} bytes; the repository grew by ${added} bytes`;
}

/** What comes after the apps sets apart whatever is not yet, before anything is forgotten. */
const notePartial = ({ backup, app }: ControlSite, id: string): Promise<void> =>
  appendFile(backup.mark(app.name, 'partial'), `${id}\n`);

async function make(
  site: ControlSite,
  restic: Restic,
  { host, keep }: BackupStepArgs['snapshotCopies'],
  begun: string,
): Promise<MadeSnapshot> {
  const { backup, app, operation } = site;
  const time = new Date().toISOString();
  await mkdir(dirname(begun), { recursive: true });
  await writeFile(begun, operation);
  const { snapshot, bytes, files, added } = await restic.backup({
    path: backup.app(app.name),
    host,
    tags: [appTag(app.name), operationTag(operation), ...onlyIf(keep, keepTag)],
    onProgress: ({ bytes: done, totalBytes, files: read }) =>
      reportProgress({ what: 'stored', bytes: done, totalBytes, files: read }),
    onPartial: (id) => notePartial(site, id),
  });
  return { operation, id: snapshot, time, bytes, files, added };
}

const asMade = (
  { id, time, bytes = 0, files = 0, added = 0 }: Snapshot,
  operation: string,
): MadeSnapshot => ({ operation, id, time, bytes, files, added });

/**
 * Searched for only where an attempt has begun one: opening the repository takes as long as a small backup.
 */
async function snapshotOf(
  restic: Restic,
  { backup, app, operation }: ControlSite,
): Promise<Snapshot | undefined> {
  if ((await pulledBy(backup.mark(app.name, 'snapshotting'))) !== operation) return undefined;
  return newestOf(await restic.snapshots(operationTag(operation)), app.name);
}

/** Of those of one operation: the last is the one that counts. */
export const newestOf = (all: Snapshot[], app: string): Snapshot | undefined =>
  all.filter(({ tags }) => tags.includes(appTag(app))).at(-1);

async function isWhole({ bytes, files }: Snapshot, staging: string): Promise<boolean> {
  const staged = await amountOf(staging);
  return bytes === staged.bytes && files === staged.files;
}

/** Null: the end of this operation's backup was not received. */
export async function madeBy({ backup, app, operation }: ControlSite): Promise<MadeSnapshot | null> {
  try {
    const made = JSON.parse(await readFile(backup.mark(app.name, 'snapshot'), 'utf8')) as MadeSnapshot;
    return made.operation === operation ? made : null;
  } catch {
    return null;
  }
}
