/** Long work on the host, as a detached job that a retry re-attaches to. */
import { posix } from 'node:path';
import { Context } from '@temporalio/activity';
import { RoostError } from '../../errors';
import { startedBefore, startedDuringBoot, readUptime } from '../../host/uptime';
import { jobId } from '../../plan/names';
import { currentRun } from '../activity';
import { jobIds, LOST_MAX } from '../scope/job-names';
import { DAEMON_DOWN, waitForDaemon } from './containers/docker-daemon';
import type { StepSite } from './site';

export interface JobOptions {
  cwd?: string;
  env?: Record<string, string>;
  /** On the host until the job has read it, at the latest until it ends. */
  input?: string;
  /** Of an activity that runs several: part of the job's name. */
  part?: string;
}

/**
 * Runs `argv` to its end. Starts a job again if it was lost, or failed by a restart of Docker or the host:
 * only for programs that may run twice. Errors: `JobLost`.
 */
export async function fencedJob(
  site: StepSite,
  argv: string[],
  options: JobOptions = {},
): Promise<{ code: number; tail: string }> {
  const { info } = Context.current();
  const { runId } = currentRun();
  const { part, ...more } = options;
  const ids = jobIds(runId, info.activityId, site.context.ordinal).map((id) => (part ? `${id}.${part}` : id));
  for (const id of ids) {
    const { state, tail } = await site.jobs.run(
      {
        folder: site.paths.jobs,
        id,
        argv,
        isNew: info.attempt === 1,
        ...more,
        start: (start) => site.guard.fenced(site.fence, start),
      },
      site.work,
    );
    // A message that comes with each attempt is not from a restart.
    const message = id === ids.at(-1) ? '' : tail;
    if (state.state === 'done' && (state.code === 0 || !(await endedByRestart(site, id, message))))
      return { code: state.code, tail: site.host.scrub(tail) };
  }
  throw new RoostError(
    'JobLost',
    `The job ${site.context.step} of ${site.app.name} was lost ${LOST_MAX} times on ${site.host.name}.`,
    { step: site.context.step },
  );
}

/** Whether Docker or the host was started after the job, or did not listen to it yet. */
async function endedByRestart(site: StepSite, id: string, message: string): Promise<boolean> {
  const claim = posix.join(site.paths.jobs, id, 'claim');
  const [{ code, stdout }, uptime] = await Promise.all([
    site.read(['stat', '-c', '%Y', claim], { ok: [0, 1] }),
    readUptime(site.host),
  ]);
  const began = Number(stdout);
  if (code !== 0) return false;
  if (startedBefore(began, uptime)) return true;
  if (!DAEMON_DOWN.test(message) || !startedDuringBoot(began, uptime)) return false;
  await waitForDaemon(site);
  return true;
}

/** Runs `argv` once in this operation. Errors: `OutcomeUnknown` if it began and its end is unknown. */
export async function onceJob(
  site: StepSite,
  argv: string[],
  options: JobOptions = {},
): Promise<{ code: number; tail: string }> {
  // Named by the operation, not by the run: a reset run must find the job of the former run.
  const id = jobId(site.context.operation, site.context.step, site.context.ordinal);
  const { state, tail } = await site.jobs.run(
    { folder: site.paths.jobs, id, argv, ...options, start: (start) => site.guard.fenced(site.fence, start) },
    site.work,
  );
  if (state.state === 'done') return { code: state.code, tail: site.host.scrub(tail) };
  throw new RoostError(
    'OutcomeUnknown',
    `${site.context.step} of ${site.app.name} began on ${site.host.name} and its end is unknown (${state.state}).`,
    { step: site.context.step, job: id },
  );
}
