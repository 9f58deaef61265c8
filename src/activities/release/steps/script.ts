/** One of the app's own scripts, exactly once in an operation. */
import { RoostError } from '../../../errors';
import { runOneOff } from '../../../host/oneoff';
import { lastLine, lastLines } from '../../../lib/output-tail';
import { sentences } from '../../../lib/sentences';
import { oneOffName } from '../../../plan/names';
import type { ReleaseStepArgs } from '../../../protocol/steps/release';
import { composeOf } from '../../app/compose/compose';
import { requireRecord } from '../../app/folder/records';
import { onceJob } from '../../app/job';
import type { StepSite } from '../../app/site';
import type { StepAnswer } from '../../declare';
import { startData } from './data/services';
import { stopAgain } from './stop';

/** Whichever sender: how far the script had come is unknown. */
const SIGNALS = new Map([
  [137, 'SIGKILL'],
  [143, 'SIGTERM'],
]);

export async function runScript(site: StepSite, args: ReleaseStepArgs['runScript']): Promise<StepAnswer> {
  if (!args.stopped) return run(site, args);
  const before = await stopAgain(site, args.dataServices);
  const note = await run(site, args);
  // Docker may have been restarted meanwhile: who starts next must find it stopped.
  const after = await stopAgain(site, args.dataServices);
  return { note, warnings: [...before.warnings, ...after.warnings] };
}

async function run(site: StepSite, args: ReleaseStepArgs['runScript']): Promise<string> {
  if (args.on === 'host')
    return judge(site, args, await onceJob(site, ['sh', '-c', args.command], { cwd: site.source }));
  await startData(site, args);
  const { override } = site.paths.release(args.release);
  const record = await requireRecord(site, args.release);
  const { operation, step, ordinal } = site.context;
  const name = oneOffName(site.app.name, operation, args.name, ordinal);
  const spec = {
    name,
    compose: composeOf(site, record, override),
    service: args.service,
    // Past the image's entrypoint, as `docker exec` would: the script is not the app.
    entrypoint: 'sh',
    command: ['-c', args.command],
    labels: { app: site.app.name, operation, step },
  };
  const ended = await runOneOff(site.host, site.guard, site.fence, spec, site.work);
  const why = ended.outcome === 'unknown' ? ended.why : SIGNALS.get(ended.code);
  if (ended.outcome === 'unknown' || why) {
    throw new RoostError(
      'OutcomeUnknown',
      sentences(
        `${args.name} of ${site.app.name} began and was ended from outside (${why}).`,
        `The end of its output:\n${ended.tail}`,
      ),
      { step, container: name },
    );
  }
  return judge(site, args, ended);
}

function judge(
  site: StepSite,
  args: ReleaseStepArgs['runScript'],
  { code, tail, steady }: { code: number; tail: string; steady?: boolean },
): string {
  if (code === 0) return lastLine(tail);
  const end = lastLines(tail, 20);
  throw new RoostError(
    'ScriptFailed',
    `${args.name} of ${site.app.name} ended with code ${code}${end ? `:\n${end}` : ' and said nothing.'}`,
    { step: site.context.step, code },
    { afterRestart: steady ? 'keep' : undefined },
  );
}
