/** Copies of an app's data on its host: made, and taken back. */
import { backupPaths, readStatus } from '../../../backup';
import { reportOf } from '../../../errors';
import { backupOf } from '../../../fleet/file';
import { shellScript } from '../../../lib/shell-script';
import type { BackupStepArgs } from '../../../protocol/steps/backup';
import { prepareToStart } from '../../app/containers/stopped';
import type { StepSite } from '../../app/site';
import { copy } from '../../data';
import { dropOldRestores } from '../../data/kept';
import { dropProgram } from '../../data/script';
import { sweep } from '../sweep';

const startProgram = shellScript(__dirname, 'start-again');

export async function takeCopy(
  site: StepSite,
  { source, beside, running, left = [], sweep: old }: BackupStepArgs['takeCopy'],
): Promise<{ note: string; warnings: string[] }> {
  const swept = old ? await tidy(site, old) : { note: '', warnings: [] };
  // A backup that stopped them itself has kept their restart policies.
  if (left.length > 0)
    await prepareToStart(
      site,
      left.map((id) => ({ id })),
    );
  const before = await startAgain(site, left);
  const folder = site.paths.copy(site.context.operation);
  if (beside) await copy(site, beside, folder);
  const { note, warnings } = await copy(site, source, folder, running);
  const after = running ? await startAgain(site, running) : '';
  const notes = [
    note,
    before && `a former backup had left ${before} stopped: started again`,
    after && `the script had stopped ${after}: started again`,
    swept.note,
  ];
  return { note: notes.filter(Boolean).join('; '), warnings: [...swept.warnings, ...warnings] };
}

/** First of all, since a full disk would refuse what follows; its own failure fails no backup. */
async function tidy(
  site: StepSite,
  { sources, keep }: NonNullable<BackupStepArgs['takeCopy']['sweep']>,
): Promise<{ note: string; warnings: string[] }> {
  try {
    const { apps } = await readStatus(backupPaths(backupOf(site.fleet).folder).status);
    const proven = apps[site.app.name]?.lastSuccess?.operation ?? null;
    const swept = await sweep(site, sources, { keep, proven });
    const { warnings } = await dropOldRestores(site);
    return { note: swept.length > 0 ? `removed ${swept.join(', ')}` : '', warnings };
  } catch (error) {
    site.signal.throwIfAborted();
    const { code, message } = reportOf(error);
    // The fence is more than a warning.
    if (code === 'LockLost' || code === 'StalePlan' || code === 'OperationClosed') throw error;
    return { note: '', warnings: [`Old copies were not removed: ${code}: ${site.host.scrub(message)}`] };
  }
}

/** Returns the names of those that had to be started. */
async function startAgain(site: StepSite, running: string[]): Promise<string> {
  if (running.length === 0) return '';
  const { stdout } = await site.change(startProgram(site.paths.ran, ...running), {
    timeout: 5 * 60_000,
  });
  return stdout.trim();
}

export async function dropCopies(site: StepSite, { running }: BackupStepArgs['dropCopies']): Promise<string> {
  try {
    const started = await startAgain(site, running);
    return started === '' ? 'removed' : `removed; started again: ${started}`;
  } finally {
    await site.change(dropProgram(site.paths.copy(site.context.operation)), {
      timeout: 5 * 60_000,
    });
  }
}
