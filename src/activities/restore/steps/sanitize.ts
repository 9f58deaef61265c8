/**
 * The app's own script over data of another app, on the host in the
 * source folder, as its backup script runs.
 */
import { RoostError } from '../../../errors';
import { lastLine, lastLines } from '../../../lib/output-tail';
import type { RestoreStepArgs } from '../../../protocol/steps/restore';
import { fencedJob } from '../../app/job';
import type { StepSite } from '../../app/site';
import type { StepAnswer } from '../../declare';
import { stopAgain } from '../../release/steps/stop';
import { recordSanitized } from './record';

/** Nothing of the app runs while it does. Errors: `ScriptFailed`. */
export async function sanitizeData(
  site: StepSite,
  { command, except }: RestoreStepArgs['sanitizeData'],
): Promise<StepAnswer> {
  const before = await stopAgain(site, except);
  const { code, tail } = await fencedJob(site, ['sh', '-c', command], { cwd: site.source });
  if (code !== 0)
    throw new RoostError(
      'ScriptFailed',
      `The sanitize script of ${site.app.name} ended with code ${code}${lastLines(tail, 20) ? `:\n${lastLines(tail, 20)}` : ' and said nothing.'}`,
      { step: site.context.step, code },
    );
  const after = await stopAgain(site, except);
  await recordSanitized(site);
  return { note: lastLine(tail), warnings: [...before.warnings, ...after.warnings] };
}
