/** Copies of an app's data on its host: made, and taken back. */
import { shellScript } from '../../../lib/shell-script';
import type { BackupStepArgs } from '../../../protocol/backup-steps';
import type { StepSite } from '../../app/site';
import { copy } from '../../data';
import { dropProgram } from '../../data/script';

const startProgram = shellScript(__dirname, 'start-again');

export async function takeCopy(
  site: StepSite,
  { source, beside, running, left = [] }: BackupStepArgs['takeCopy'],
): Promise<string> {
  const before = await startAgain(site, left);
  const folder = site.paths.copy(site.context.operation);
  if (beside) await copy(site, beside, folder);
  const note = await copy(site, source, folder, running);
  const after = running ? await startAgain(site, running) : '';
  return [
    note,
    before && `a former script had left ${before} stopped: started again`,
    after && `the script had stopped ${after}: started again`,
  ]
    .filter(Boolean)
    .join('; ');
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
