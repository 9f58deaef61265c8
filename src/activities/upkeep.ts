/** Keeps the backup repository in order, after the apps of a night. Each may be done again at any time. */
import { backupPaths, changeStatus, readStatus, type CheckedPart } from '../backup';
import { RoostError } from '../errors';
import { appTag, controlTag, type Restic } from '../restic';
import { timed, tell } from './activity';
import { alone } from './alone';
import type { Deps } from './deps';
import { configured } from './night';
import type { StepReport } from './types';

const WEEK_MS = 7 * 24 * 3_600_000;
/** A night begins a little earlier or later than the last. */
const SLACK_MS = 6 * 3_600_000;

/** Errors: `RepositoryDamaged`, which is remembered. */
async function readBack(restic: Restic, file: string, { part, parts }: Omit<CheckedPart, 'at'>): Promise<void> {
  const read = { part, parts, at: new Date().toISOString() };
  try {
    await restic.check(part, parts);
  } catch (error) {
    if (error instanceof RoostError && error.code === 'RepositoryDamaged') await changeStatus(file, ({ repository }) => void (repository.damaged = read));
    throw error;
  }
  await changeStatus(file, ({ repository }) => void Object.assign(repository, { checked: read, damaged: null }));
}

export async function forgetSnapshots(deps: Deps, apps: string[]): Promise<StepReport> {
  const { config } = await configured(deps);
  const file = backupPaths(config.folder).status;
  const work = async (restic: Restic): Promise<string> => {
    // What is older may be all that is whole.
    const { damaged } = (await readStatus(file)).repository;
    if (damaged) await readBack(restic, file, damaged);
    let [kept, removed] = [0, 0];
    for (const [done, tag] of [...apps.map(appTag), controlTag].entries()) {
      tell({ what: 'forgotten', done, of: apps.length + 1 });
      const told = await restic.forget(tag, config.retention);
      kept += told.kept;
      removed += told.removed;
    }
    // An attempt that ends before its prune has nothing to forget the next time.
    if (removed > 0) await changeStatus(file, ({ repository }) => void (repository.pruneDue = true));
    const { pruneDue } = (await readStatus(file)).repository;
    if (pruneDue) await restic.prune();
    const bytes = await restic.size();
    const now = new Date().toISOString();
    await changeStatus(file, ({ repository }) => {
      if (repository.bytes !== null && repository.measuredAt !== null) repository.former = { bytes: repository.bytes, at: repository.measuredAt };
      Object.assign(repository, { bytes, measuredAt: now, pruneDue: false, ...(pruneDue && { prunedAt: now }) });
    });
    return `${kept} snapshots kept, ${removed} forgotten; ${bytes} bytes`;
  };
  const { value, seconds } = await timed(() => alone(deps, config.repository, config.folder, work));
  return { seconds, note: value };
}

export async function checkRepository(deps: Deps): Promise<StepReport> {
  const { config } = await configured(deps);
  const paths = backupPaths(config.folder);
  const { checked, damaged } = (await readStatus(paths.status)).repository;
  if (checked && !damaged && Date.now() - Date.parse(checked.at) < WEEK_MS - SLACK_MS)
    return { seconds: 0, note: `part ${checked.part} of ${checked.parts} was read ${checked.at}` };
  const parts = config.checkParts;
  const part = damaged?.parts === parts ? damaged.part : ((checked?.part ?? 0) % parts) + 1;
  const { seconds } = await timed(() => alone(deps, config.repository, config.folder, (restic) => readBack(restic, paths.status, { part, parts })));
  return { seconds, note: `part ${part} of ${parts} is as it was written` };
}

export async function copyRepository(deps: Deps, apps: string[]): Promise<StepReport> {
  const { config } = await configured(deps);
  const { second } = config;
  if (!second) return { seconds: 0, note: 'the fleet file names none' };
  const work = async (restic: Restic): Promise<string> => {
    const { damaged } = (await readStatus(backupPaths(config.folder).status)).repository;
    // Else it would forget, and prune, what may be all that is whole.
    if (damaged)
      throw new RoostError('RepositoryDamaged', `Part ${damaged.part} of ${damaged.parts} of the repository could not be read back.`, { ...damaged });
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
