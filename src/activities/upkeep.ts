/** Keeps the backup repository in order, after the apps of a night. Each may be done again at any time. */
import { rm } from 'node:fs/promises';
import { Context } from '@temporalio/activity';
import { backupPaths, changeStatus, endFormer, noteChild, readStatus } from '../backup';
import type { RepositoryConfig } from '../fleet/config';
import { appTag, controlTag, type Restic } from '../restic';
import { timed, tell } from './activity';
import { attemptOf } from './attempt';
import type { Deps } from './deps';
import { configured } from './night';
import type { StepReport } from './types';

const WEEK_MS = 7 * 24 * 3_600_000;
/** A night begins a little earlier or later than the last. */
const SLACK_MS = 6 * 3_600_000;

/** Works on the repository alone; a restic that a former attempt has left is ended first. */
export async function alone<T>(deps: Deps, config: RepositoryConfig, folder: string, work: (restic: Restic) => Promise<T>): Promise<T> {
  const child = backupPaths(folder).mark('.repository', 'child');
  await endFormer(child);
  const { signal } = attemptOf(Context.current());
  try {
    return await work(await deps.restic(config, { signal, onChild: (pid) => void noteChild(child, pid).catch(() => {}) }));
  } finally {
    // Every restic of ours has ended by now.
    await rm(child, { force: true });
  }
}

export async function forgetSnapshots(deps: Deps, apps: string[]): Promise<StepReport> {
  const { config } = await configured(deps);
  const work = async (restic: Restic): Promise<string> => {
    let [kept, removed] = [0, 0];
    for (const [done, tag] of [...apps.map(appTag), controlTag].entries()) {
      tell({ what: 'forgotten', done, of: apps.length + 1 });
      const told = await restic.forget(tag, config.retention);
      kept += told.kept;
      removed += told.removed;
    }
    if (removed > 0) await restic.prune();
    const bytes = await restic.size();
    const now = new Date().toISOString();
    await changeStatus(backupPaths(config.folder).status, ({ repository }) => {
      if (repository.bytes !== null && repository.measuredAt !== null) repository.former = { bytes: repository.bytes, at: repository.measuredAt };
      Object.assign(repository, { bytes, measuredAt: now, ...(removed > 0 && { prunedAt: now }) });
    });
    return `${kept} snapshots kept, ${removed} forgotten; ${bytes} bytes`;
  };
  const { value, seconds } = await timed(() => alone(deps, config.repository, config.folder, work));
  return { seconds, note: value };
}

export async function checkRepository(deps: Deps): Promise<StepReport> {
  const { config } = await configured(deps);
  const paths = backupPaths(config.folder);
  const { checked } = (await readStatus(paths.status)).repository;
  if (checked && Date.now() - Date.parse(checked.at) < WEEK_MS - SLACK_MS)
    return { seconds: 0, note: `part ${checked.part} of ${checked.parts} was read ${checked.at}` };
  const parts = config.checkParts;
  const part = ((checked?.part ?? 0) % parts) + 1;
  const { seconds } = await timed(() => alone(deps, config.repository, config.folder, (restic) => restic.check(part, parts)));
  await changeStatus(paths.status, ({ repository }) => void (repository.checked = { part, parts, at: new Date().toISOString() }));
  return { seconds, note: `part ${part} of ${parts} is as it was written` };
}

export async function copyRepository(deps: Deps, apps: string[]): Promise<StepReport> {
  const { config } = await configured(deps);
  const { second } = config;
  if (!second) return { seconds: 0, note: 'the fleet file names none' };
  const work = async (restic: Restic): Promise<string> => {
    const from = await deps.restic(config.repository);
    if (!(await restic.exists())) await restic.init(from);
    await restic.copyFrom(from);
    for (const tag of [...apps.map(appTag), controlTag]) await restic.forget(tag, config.retention);
    await restic.prune();
    await changeStatus(backupPaths(config.folder).status, ({ repository }) => void (repository.copiedAt = new Date().toISOString()));
    return restic.where;
  };
  const { value, seconds } = await timed(() => alone(deps, second, config.folder, work));
  return { seconds, note: value };
}
