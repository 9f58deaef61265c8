/** Notifies of a run that ended or waits, and records it in the audit. */
import { RoostError, type ErrorCode } from '../../errors';
import type { NotifyEvent } from '../../fleet/file/notify/types';
import type { PlannedFleet } from '../../fleet/file/planned';
import { recipients } from '../../notify';
import type { RunEvent } from '../../protocol/reports/notification';
import type { RunReport } from '../../protocol/reports/run-report';
import type { Deps } from '../deps';
import { reportRuleOf } from './kinds';
import type { FinishedRun } from './types';

const good = ['succeeded', 'unchanged'];

/** Each run that it has started has reported its failure. */
const ofEachApp: string[] = [
  'NightFailed',
  'RestoresFailed',
  'PatchFailed',
  'RehearsalsFailed',
] satisfies ErrorCode[];

/**
 * Messages first, under ids of their own, then the audit: a sweep that finds the
 * run in the audit sends nothing. Tried again it does nothing twice.
 */
export async function announceEnd(deps: Deps, run: FinishedRun, isNews = true): Promise<void> {
  const event = isNews ? eventOfEnd(deps, run) : null;
  if (event) await tell(deps, run, event, 'ended');
  const { noteFailure, note } = reportRuleOf(run.report.workflow);
  if (run.result !== 'succeeded') await noteFailure?.(deps, run);
  await note?.(deps, run);
  const { report, workflowId, runId, result, who, origin, startedAt, at } = run;
  const { step, release, operation, reason, noWayBack, lockSeconds, drill, rehearsal } = report;
  const failure = failureOf(deps, run);
  deps.audit.record({
    kind: 'run',
    at,
    who,
    what: report.workflow,
    app: report.app,
    host: report.host ?? (await hostOf(deps, report)),
    origin,
    result,
    code: failure?.code ?? null,
    workflowId,
    runId,
    startedAt,
    seconds: (Date.parse(at) - Date.parse(startedAt)) / 1000,
    lockSeconds,
    details: known({
      step,
      message: failure?.message.slice(0, 2_000),
      release,
      operation,
      reason,
      noWayBack,
      drill,
      rehearsal,
    }),
  });
}

export async function announceWait(
  deps: Deps,
  run: FinishedRun,
  wait: NonNullable<RunReport['wait']>,
): Promise<void> {
  await tell(deps, run, 'waiting', `waiting-${wait.number}`);
}

/** Null: no event that a target can ask for. */
function eventOfEnd(deps: Deps, { report, result, at }: FinishedRun): NotifyEvent | null {
  if (ofEachApp.includes(report.failure?.code ?? '')) return null;
  if (!good.includes(result)) return 'failure';
  const { family } = reportRuleOf(report.workflow);
  const former = deps.audit.formerRun(report, family, at);
  if (former && !good.includes(former.result) && !ofEachApp.includes(former.code ?? '')) return 'recovery';
  return result === 'succeeded' ? 'success' : null;
}

async function tell(deps: Deps, run: FinishedRun, event: NotifyEvent, moment: string): Promise<void> {
  const fleet = run.report.planned ?? (await deps.lastFleet());
  const { report, workflowId, runId, result, who, at } = run;
  const { app, workflow, step, release, wait } = report;
  const told: RunEvent = {
    event,
    fleet: fleet.name,
    app: app ?? '',
    host: report.host ?? hostOfApp(fleet, app),
    workflow,
    workflowId,
    runId,
    url: deps.runUrl(workflowId, runId) ?? null,
    result,
    step,
    failure: failureOf(deps, run),
    question: wait && { prompt: wait.prompt, verbs: wait.verbs, after: wait.after },
    release,
    by: who,
    at,
  };
  for (const { name } of recipients(fleet, app ?? '', event))
    await deps.notify(`notify-${runId}-${moment}-${name}`, name, told);
}

function failureOf({ redactor }: Deps, { report: { failure } }: FinishedRun): RunEvent['failure'] {
  return failure && { code: failure.code, message: redactor.scrub(failure.message), hint: failure.hint };
}

async function hostOf(deps: Deps, { app, planned }: RunReport): Promise<string | null> {
  const fleet = planned ?? (await deps.lastFleet().catch(() => null));
  return fleet && hostOfApp(fleet, app);
}

const hostOfApp = ({ apps }: PlannedFleet, app: string | null): string | null =>
  app === null ? null : (apps[app]?.host ?? null);

const known = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null));

/**
 * One message to one target.
 * Errors: `UnknownTarget`, `NotifyFailed`, and what reading the secrets throws.
 */
export async function sendNotification(
  deps: Pick<Deps, 'lastFleet' | 'send'>,
  target: string,
  event: RunEvent,
): Promise<void> {
  const { notify } = await deps.lastFleet().catch((error: unknown) => {
    // A worker that began while the file was invalid has no last one: who
    // waits for the message waits for the file.
    if (error instanceof RoostError)
      throw new RoostError(error.code, error.message, error.details, { retry: 'again' });
    throw error;
  });
  const found = Object.hasOwn(notify, target) ? notify[target] : undefined;
  if (!found)
    throw new RoostError('UnknownTarget', `There is no notification target ${target} any more.`, { target });
  await deps.send(found, event);
}
