/** Long work on the host, as a detached job that a retry re-attaches to. */
import { posix } from 'node:path';
import { Context } from '@temporalio/activity';
import { RoostError } from '../../errors';
import { isOfFormerLife, mayHaveMissed, readGround } from '../../host/uptime';
import { jobId } from '../../plan/names';
import { currentRun } from '../activity';
import { jobIds, LOST_MAX } from '../scope/job-names';
import { noEngine, untilListening } from './docker-daemon';
import type { StepSite } from './site';

export interface JobOptions {
  cwd?: string;
  env?: Record<string, string>;
}

/** Runs `argv` to its end. A job that is lost, or has failed with its engine, is begun anew: only for what may run twice. */
export async function fencedJob(
  site: StepSite,
  argv: string[],
  options: JobOptions = {},
): Promise<{ code: number; tail: string }> {
  const { info } = Context.current();
  const { runId } = currentRun();
  const ids = jobIds(runId, info.activityId, site.context.ordinal);
  for (const id of ids) {
    const { state, tail } = await site.jobs.run(
      {
        folder: site.paths.jobs,
        id,
        argv,
        isNew: info.attempt === 1,
        ...options,
        start: (start) => site.guard.fenced(site.fence, start),
      },
      site.work,
    );
    // Whatever says the same each time says it of itself.
    const said = id === ids.at(-1) ? '' : tail;
    if (state.state === 'done' && (state.code === 0 || !(await hasFallen(site, id, said))))
      return { code: state.code, tail: site.host.scrub(tail) };
  }
  throw new RoostError(
    'JobLost',
    `The job ${site.context.step} of ${site.app.name} was lost ${LOST_MAX} times on ${site.host.name}.`,
    {
      step: site.context.step,
    },
  );
}

/** Whether its end says nothing of itself: Docker or the host was started after the job was, or did not listen to it yet. */
async function hasFallen(site: StepSite, id: string, said: string): Promise<boolean> {
  const claim = posix.join(site.paths.jobs, id, 'claim');
  const [{ code, stdout }, ground] = await Promise.all([
    site.read(['stat', '-c', '%Y', claim], { ok: [0, 1] }),
    readGround(site.host),
  ]);
  const began = Number(stdout);
  if (code !== 0) return false;
  if (isOfFormerLife(began, ground)) return true;
  if (!noEngine.test(said) || !mayHaveMissed(began, ground)) return false;
  await untilListening(site);
  return true;
}

/** Runs `argv` once in this operation. Errors: `OutcomeUnknown` when it began and nobody saw its end. */
export async function onceJob(
  site: StepSite,
  argv: string[],
  options: JobOptions = {},
): Promise<{ code: number; tail: string }> {
  // Named by the operation, not by the run: a reset run must find what the former one has begun.
  const id = jobId(site.context.operation, site.context.step, site.context.ordinal);
  const { state, tail } = await site.jobs.run(
    { folder: site.paths.jobs, id, argv, ...options, start: (start) => site.guard.fenced(site.fence, start) },
    site.work,
  );
  if (state.state === 'done') return { code: state.code, tail: site.host.scrub(tail) };
  throw new RoostError(
    'OutcomeUnknown',
    `${site.context.step} of ${site.app.name} began on ${site.host.name} and nobody saw its end (${state.state}).`,
    {
      step: site.context.step,
      job: id,
    },
  );
}
