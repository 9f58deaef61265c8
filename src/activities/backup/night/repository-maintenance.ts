/** Keeps the backup repository in order, after the apps of a night. Each may be done again at any time. */
import { readFile, rm } from 'node:fs/promises';
import { backupPaths, changeStatus, readStatus, type BackupPaths, type CheckedPart } from '../../../backup';
import { RoostError } from '../../../errors';
import { isBackedUp, isOfTheNight, retentionOf, type Fleet } from '../../../fleet/file';
import { sentences } from '../../../lib/sentences';
import type { StepReport } from '../../../protocol/steps/activities';
import { appTag, controlTag, partialTag, type Restic, type Retention, type Snapshot } from '../../../restic';
import { timed, reportProgress } from '../../activity';
import type { Deps } from '../../deps';
import { withExclusiveRepository } from './exclusive-repository';
import { configured } from './night';

const WEEK_MS = 7 * 24 * 3_600_000;
/** A night begins a little earlier or later than the last. */
const SLACK_MS = 6 * 3_600_000;

/** Errors: `RepositoryDamaged`, which is remembered. */
async function readBack(
  restic: Restic,
  file: string,
  { part, parts }: Omit<CheckedPart, 'at'>,
): Promise<void> {
  const read = { part, parts, at: new Date().toISOString() };
  try {
    await restic.check(part, parts);
  } catch (error) {
    if (error instanceof RoostError && error.code === 'RepositoryDamaged')
      await changeStatus(file, ({ repository }) => void (repository.damaged = read));
    throw error;
  }
  await changeStatus(
    file,
    ({ repository }) => void Object.assign(repository, { checked: read, damaged: null }),
  );
}

/**
 * By app: snapshots that lack files and could not be set apart when they were made:
 * the repository was not free, or the run was ended.
 */
async function countedAsWhole(
  restic: Restic,
  paths: BackupPaths,
  apps: string[],
): Promise<{ app: string; snapshots: Snapshot[] }[]> {
  const noted = await Promise.all(
    apps.map(async (app) => ({
      app,
      ids: await readFile(paths.mark(app, 'partial'), 'utf8').catch(() => ''),
    })),
  );
  const left = noted.filter(({ ids }) => ids !== '');
  if (left.length === 0) return [];
  const listed = await restic.snapshots();
  return left.map(({ app, ids }) => ({
    app,
    snapshots: listed.filter(({ id, tags }) => ids.split('\n').includes(id) && tags.includes(appTag(app))),
  }));
}

async function setApartLeft(restic: Restic, paths: BackupPaths, apps: string[]): Promise<void> {
  for (const { app, snapshots } of await countedAsWhole(restic, paths, apps)) {
    for (const one of snapshots) await restic.setApart(one);
    await rm(paths.mark(app, 'partial'), { force: true });
  }
}

/** Only with apps that have their own times: no night of theirs keeps their snapshots in order. */
const withOwnTimes = (apps: string[], { apps: configs }: Fleet): string[] => {
  const others = Object.values(configs).filter((app) => isBackedUp(app) && !isOfTheNight(app));
  return [...new Set([...apps, ...others.map(({ name }) => name)])];
};

/**
 * By policy, each app by itself. Partial snapshots apart from whole ones, else one
 * of them would displace the whole one of its day.
 */
async function forgetOld(
  restic: Restic,
  apps: string[],
  { apps: configs = {} }: Pick<Fleet, 'apps'>,
  retention: Retention,
): Promise<{ kept: number; removed: number }> {
  const listed = new Set((await restic.snapshots()).flatMap(({ tags }) => tags));
  const all: [tag: string, app?: string][] = [
    ...apps.map((app): [string, string] => [appTag(app), app]),
    ...apps.map((app): [string, string] => [partialTag(app), app]).filter(([tag]) => listed.has(tag)),
    [controlTag],
  ];
  const sum = { kept: 0, removed: 0 };
  for (const [done, [tag, app]] of all.entries()) {
    reportProgress({ what: 'forgotten', done, of: all.length });
    const { kept, removed } = await restic.forget(
      tag,
      retentionOf(app === undefined ? undefined : configs[app], retention),
    );
    sum.kept += kept;
    sum.removed += removed;
  }
  return sum;
}

export async function forgetSnapshots(deps: Deps, night: string[]): Promise<StepReport> {
  const { config, fleet } = await configured(deps);
  const apps = withOwnTimes(night, fleet);
  const paths = backupPaths(config.folder);
  const file = paths.status;
  const work = async (restic: Restic): Promise<string> => {
    // What is older may be all that is whole.
    const { damaged } = (await readStatus(file)).repository;
    if (damaged) await readBack(restic, file, damaged);
    await setApartLeft(restic, paths, apps);
    const { kept, removed } = await forgetOld(restic, apps, fleet, config.retention);
    // An attempt that ends before its prune has nothing to forget the next time.
    if (removed > 0) await changeStatus(file, ({ repository }) => void (repository.pruneDue = true));
    const { pruneDue } = (await readStatus(file)).repository;
    if (pruneDue) await restic.prune();
    const bytes = await restic.size();
    const now = new Date().toISOString();
    await changeStatus(file, ({ repository }) => {
      if (repository.bytes !== null && repository.measuredAt !== null)
        repository.former = { bytes: repository.bytes, at: repository.measuredAt };
      Object.assign(repository, { bytes, measuredAt: now, pruneDue: false });
      if (pruneDue) repository.prunedAt = now;
    });
    return `${kept} snapshots kept, ${removed} forgotten; ${bytes} bytes`;
  };
  const { value, seconds } = await timed(() =>
    withExclusiveRepository(deps, config.repository, config.folder, work),
  );
  return { seconds, note: value };
}

export async function checkRepository(deps: Deps): Promise<StepReport> {
  const { config } = await configured(deps);
  const file = backupPaths(config.folder).status;
  const { value, seconds } = await timed(() =>
    withExclusiveRepository(deps, config.repository, config.folder, (restic) =>
      checkNext(restic, file, config.checkParts),
    ),
  );
  return { seconds, note: value };
}

async function checkNext(restic: Restic, file: string, parts: number): Promise<string> {
  const { checked, damaged } = (await readStatus(file)).repository;
  if (checked && !damaged && Date.now() - Date.parse(checked.at) < WEEK_MS - SLACK_MS)
    return `part ${checked.part} of ${checked.parts} was read ${checked.at}`;
  // A damaged one is read as it was divided then: the same data, whatever the fleet file says by now.
  const next = damaged ?? { part: ((checked?.part ?? 0) % parts) + 1, parts };
  await readBack(restic, file, next);
  return `part ${next.part} of ${next.parts} is as it was written`;
}

export async function copyRepository(deps: Deps, night: string[]): Promise<StepReport> {
  const { config, fleet } = await configured(deps);
  const apps = withOwnTimes(night, fleet);
  const { second } = config;
  if (!second) return { seconds: 0, note: 'the fleet file names none' };
  const work = async (restic: Restic): Promise<string> => {
    const { damaged } = (await readStatus(backupPaths(config.folder).status)).repository;
    // Else it would forget, and prune, what may be all that is whole.
    if (damaged)
      throw new RoostError(
        'RepositoryDamaged',
        `Part ${damaged.part} of ${damaged.parts} of the repository could not be read back.`,
        { ...damaged },
      );
    const from = await deps.restic(config.repository);
    const partial = await countedAsWhole(from, backupPaths(config.folder), apps);
    const names = partial.filter(({ snapshots }) => snapshots.length > 0).map(({ app }) => app);
    // Else it would be kept there in place of the whole one of its day.
    if (names.length > 0)
      throw new RoostError(
        'BackupPartial',
        sentences(
          'A snapshot that lacks files has not been set apart yet,',
          `so nothing is copied to the second repository: ${names.join(', ')}`,
        ),
        { apps: names },
      );
    if (!(await restic.exists())) await restic.init(from);
    await restic.copyFrom(from);
    await forgetOld(restic, apps, fleet, config.retention);
    await restic.prune();
    await changeStatus(
      backupPaths(config.folder).status,
      ({ repository }) => void (repository.copiedAt = new Date().toISOString()),
    );
    return restic.where;
  };
  const { value, seconds } = await timed(() => withExclusiveRepository(deps, second, config.folder, work));
  return { seconds, note: value };
}
