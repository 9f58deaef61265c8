/** One of the app's own scripts, exactly once in an operation. */
import { RoostError } from '../../../errors';
import * as commands from '../../../host/commands/compose';
import { runOneOff } from '../../../host/oneoff';
import { lastLine, lastLines } from '../../../lib/output-tail';
import { oneOffName } from '../../../plan/names';
import type { ReleaseStepArgs } from '../../../protocol/release-steps';
import { activate } from '../../app/activate';
import { composeIn, composeOf } from '../../app/compose';
import { appContainers, isReady, isRunning } from '../../app/containers';
import { pause } from '../../app/health';
import { onceJob } from '../../app/job';
import { readRecord } from '../../app/records';
import type { StepSite } from '../../app/site';
import type { StepAnswer } from '../../declare';
import { up } from './start';
import { stopAgain } from './stop';

const DATA_WAIT_MS = 60_000;

/** Whoever sent them: how far the script had come, nobody knows. */
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
  const { tree, override } = site.paths.release(args.release);
  const { operation, step, ordinal } = site.context;
  const name = oneOffName(site.app.name, operation, args.name, ordinal);
  const spec = {
    name,
    compose: composeOf(site.scope, tree, override),
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
      `${args.name} of ${site.app.name} began and was ended from outside (${why}). The end of its output:\n${ended.tail}`,
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

/** A script may need its database. Where nothing has run yet, the release's own is the first one. */
async function startData(site: StepSite, args: ReleaseStepArgs['runScript']): Promise<void> {
  if (args.dataServices.length === 0) return;
  const data = async () => (await appContainers(site)).filter((c) => args.dataServices.includes(c.service));
  const ready = async () => {
    const found = await data();
    return args.dataServices.every((name) =>
      found.some((c) => c.service === name && isRunning(c) && isReady(c)),
    );
  };
  if (await ready()) return;
  const former = await readRecord(site, site.context.expect);
  const holder = former ?? (await activate(site, args.release));
  await up(
    site,
    commands.up(composeIn(site.scope, site.source, holder.strategy !== 'adopted'), args.dataServices, {
      noBuild: true,
      noRecreate: true,
    }),
    DATA_WAIT_MS,
  );
  const end = Date.now() + DATA_WAIT_MS;
  while (!(await ready())) {
    if (Date.now() > end)
      throw new RoostError(
        'Unhealthy',
        `${args.dataServices.join(', ')} of ${site.app.name} did not get ready in ${DATA_WAIT_MS / 1000} s.`,
        {
          services: args.dataServices,
        },
      );
    await pause(200);
  }
}
