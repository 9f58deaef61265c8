/** Brings an app's copies into the control host's staging. */
import { mkdir, readdir, readFile, rename, rm, statfs, writeFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { backupPaths, stopPrevious, recordChild, StagingRoom } from '../../../backup';
import { RoostError } from '../../../errors';
import { backupOf } from '../../../fleet/file';
import { pull, type PullResult } from '../../../host/pull';
import type { MovedFile } from '../../../host/pull/moved';
import type { PullProgress } from '../../../host/pull/progress';
import { isRealFolder, makeRealFolder } from '../../../host/pull/real-folder';
import { rooted } from '../../../host/rooted';
import { syncFiles } from '../../../lib/files/sync-files';
import { onlyIf } from '../../../lib/only-if';
import { sentences } from '../../../lib/sentences';
import type { CopySource } from '../../../protocol/data';
import type { BackupStepArgs } from '../../../protocol/steps/backup';
import { reportProgress } from '../../activity';
import type { ControlSite, Site } from '../../app/site';
import { inPlace, stagedAs, type InPlace } from '../../data';
import { FACTS, INSIDE, insideFolder, readFacts, type Facts } from '../../data/facts';
import { insideRules, placeInside } from './inside';
import { listOwners, listingOf } from './list-owners';
import { writeManifest } from './manifest';

/** ms; the step's own limit comes before it. */
const LIMIT = 7 * 24 * 3_600_000;
/** In the staging. */
const COPIES = 'copies';

export async function pullCopies(
  site: ControlSite,
  args: BackupStepArgs['pullCopies'],
): Promise<{ note: string; warnings: string[] }> {
  const { backup, app } = site;
  // A plan of an older version promises nothing.
  if (!args.room) return pullInto(site, args, null);
  const room = await StagingRoom.take(backup, app.name, args.room, () => diskOf(backup.staging));
  try {
    return await pullInto(site, args, room);
  } catch (error) {
    // It stands in the way of the other apps, tonight and later; the repository has what was good of it.
    if (room.signal.aborted) await rm(backup.app(app.name), { recursive: true, force: true });
    throw error;
  } finally {
    await room.free();
  }
}

async function pullInto(
  site: ControlSite,
  args: BackupStepArgs['pullCopies'],
  room: StagingRoom | null,
): Promise<{ note: string; warnings: string[] }> {
  const { backup, app } = site;
  const signal = room ? AbortSignal.any([site.signal, room.signal]) : site.signal;
  const { sources } = args;
  const staging = backup.app(app.name);
  const child = backup.mark(app.name, 'child');
  await stopPrevious(child);
  // From here on the copy there is not usable until it is whole.
  await rm(backup.mark(app.name, 'pulled'), { force: true });
  let done = 0;
  const warnings: string[] = [];
  let lost: string | undefined;
  const pulled = new Map<string, PullResult>();
  const staged = sources.map(stagedAs);
  const parts = partsOf(site.paths.copy(site.operation), inPlace(site.scope, sources));
  const filesOf = (to: string): CopySource | undefined =>
    sources.find(({ kind }, i) => (kind === 'folder' || kind === 'volume') && staged[i] === to);
  for (const { from, to, filter = [], when, copies } of parts) {
    let latest: PullProgress = { bytes: 0, rate: 0, files: 0 };
    const target = await makeRealFolder(dirname(staging), join(app.name, to));
    // The copies come first: by then it is known what of a folder is among them.
    const source = filesOf(to);
    const inside = source ? (await readFacts(join(staging, COPIES), to)).inside.map(({ path }) => path) : [];
    const onProgress = (progress: PullProgress): void => {
      latest = progress;
      room?.brought(done + progress.bytes);
      reportProgress({ what: 'pulled', ...progress, bytes: done + progress.bytes });
    };
    const onChild = (pid: number): void => void recordChild(child, pid).catch(() => {});
    const pulling = pull(site.host, {
      from,
      to: target,
      filter: [...filter, ...insideRules(inside)],
      by: (argv) => rooted({ app: app.name, operation: site.operation, when, mounts: [{ ro: from }] }, argv),
      signal,
      timeout: LIMIT,
      onProgress,
      onChild,
    });
    // Its rsync has ended by then, however that was.
    const answer = await pulling.finally(() => rm(child, { force: true }));
    warnings.push(...movedText(to, answer.moved));
    pulled.set(to, answer);
    if (source && answer.owners === 'none') await listOwners(site, from, when, join(staging, listingOf(to)));
    lost ??= answer.lost;
    done += latest.bytes;
    if (copies !== undefined) await moveCopies(site, target, copies);
    await placeInside(inside, join(staging, COPIES, insideFolder(to)), target);
  }
  const facts = new Map<string, Facts>();
  for (const one of staged) {
    const found = await readFacts(join(staging, COPIES), one);
    facts.set(one, found);
    warnings.push(...factsText(one, found));
  }
  for (const own of [FACTS, INSIDE]) await rm(join(staging, COPIES, own), { recursive: true, force: true });
  const listed = [...pulled].filter(([, { owners }]) => owners === 'none').map(([to]) => listingOf(to));
  await removeOthers(staging, [COPIES, ...listed, ...parts.map(({ to }) => to)]);
  await writeManifest(site, args, (source) => {
    const at = stagedAs(source);
    const { moved = [], owners = 'none' } = pulled.get(at) ?? {};
    return { facts: facts.get(at)!, moved, owners };
  });
  // After a power cut the mark would stand for empty files.
  await syncFiles(staging);
  const mark = backup.mark(app.name, 'pulled');
  await mkdir(dirname(mark), { recursive: true });
  await writeFile(mark, site.operation);
  const notes = [`${done} bytes came over`, lost && `${lost} of files were not kept`];
  return { note: notes.filter(Boolean).join('; '), warnings };
}

/** As many as a warning names. */
const NAMED = 5;

const words: Record<MovedFile['what'], string> = {
  vanished: 'went away while they were read',
  cut: 'were cut short while they were read, and are not to be relied on in this backup',
  changed: 'changed while they were read, and are not to be relied on in this backup',
};

/** A warning for each way in which files of a source moved. */
function movedText(staged: string, moved: MovedFile[]): string[] {
  return (Object.keys(words) as MovedFile['what'][]).flatMap((what) => {
    const paths = moved.filter((one) => one.what === what).map(({ path }) => path);
    if (paths.length === 0) return [];
    const more = paths.length > NAMED ? ` and ${paths.length - NAMED} more` : '';
    return [`Of ${staged} these ${words[what]}: ${paths.slice(0, NAMED).join(', ')}${more}.`];
  });
}

/** Copies that came along with a part of `target`. */
async function moveCopies(site: ControlSite, target: string, copies: string): Promise<void> {
  const staging = site.backup.app(site.app.name);
  if (!(await isRealFolder(target, copies)))
    throw new RoostError(
      'CopyUnreadable',
      sentences(
        `On ${site.host.name} the copies of operation ${site.operation} are no folder`,
        'but a link, a file or gone.',
      ),
      { app: site.app.name, from: site.paths.copy(site.operation) },
    );
  await rm(join(staging, COPIES), { recursive: true, force: true });
  await rename(join(target, copies), join(staging, COPIES));
  await rm(join(target, dirname(copies)), { recursive: true });
}

/** What a copy on the host reports. */
function factsText(staged: string, { blind, damaged, moved }: Facts): string[] {
  const files = damaged.map((path) => path.toString()).slice(0, NAMED);
  return [
    ...movedText(staged, moved),
    ...onlyIf(
      blind,
      `Databases could not be searched for in ${staged}: one that is used would be torn in the copy.`,
    ),
    ...onlyIf(
      files.length > 0,
      `Of ${staged} these SQLite files are damaged, and were copied as they lie: ${files.join(', ')}.`,
    ),
  ];
}

interface Part extends InPlace {
  /** Where in it the copies come along. */
  copies?: string;
}

/**
 * `copies`: the operation's folder on the host. A second rsync for a few
 * small files would take longer than they do.
 */
function partsOf(copies: string, others: InPlace[]): Part[] {
  const around = others.find(({ from }) => from === posix.dirname(posix.dirname(copies)));
  if (!around) return [{ from: copies, to: COPIES, when: 'unreadable' }, ...others];
  const within = posix.relative(around.from, copies);
  return [around, ...others.filter((one) => one !== around)].map((one) =>
    one === around
      ? { ...one, filter: [`+ /${within}`, `- /${posix.dirname(within)}/*`], copies: within }
      : one,
  );
}

/** What former backups had, and this one has not: a source that the fleet file no longer names. */
async function removeOthers(staging: string, kept: string[]): Promise<void> {
  const within = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`);
  const sweep = async (folder: string): Promise<void> => {
    for (const { name } of await readdir(join(staging, folder), { withFileTypes: true })) {
      const path = within(folder, name);
      if (kept.includes(path)) continue;
      if (kept.some((one) => one.startsWith(`${path}/`))) await sweep(path);
      else await rm(join(staging, path), { recursive: true, force: true });
    }
  };
  await sweep('');
}

/** The operation that the staging's content is of; null: of none. */
export const pulledBy = (mark: string): Promise<string | null> => readFile(mark, 'utf8').catch(() => null);

/** Returns the app's staging, which holds what this operation has pulled. Errors: `StalePull`. */
export async function requirePulled(
  { app, fleet }: Pick<Site, 'app' | 'fleet'>,
  operation: string,
): Promise<string> {
  const paths = backupPaths(backupOf(fleet).folder);
  const by = await pulledBy(paths.mark(app.name, 'pulled'));
  if (by === operation) return paths.app(app.name);
  throw new RoostError(
    'StalePull',
    sentences(
      `The staging of ${app.name} holds what ${by === null ? 'no operation' : `operation ${by}`} has pulled,`,
      `not ${operation}.`,
    ),
    { app: app.name },
    { retry: 'never' },
  );
}

/** Bytes that are free, and of the whole disk. */
export async function diskOf(folder: string): Promise<{ free: number; total: number }> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { bavail, blocks, bsize } = await statfs(folder);
  return { free: bavail * bsize, total: blocks * bsize };
}
