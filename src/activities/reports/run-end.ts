/** Makes known that a run ended or waits: to whom it concerns, and to the audit. */
import { RoostError } from '../../errors';
import type { NotifyEvent } from '../../fleet/file/notify/types';
import { recipients } from '../../notify';
import type { RunEvent } from '../../protocol/notification';
import type { RunReport } from '../../protocol/run-report';
import type { Deps } from '../deps';
import { noteAttempt } from './backup-attempt';
import type { ToldRun } from './types';

/** Workflows that mend one another: a rollback makes good a failed deploy. Any other only itself. */
const families = [['deploy', 'rollback']];

const good = ['succeeded', 'unchanged'];

/**
 * Messages first, under ids of their own, then the audit: whoever finds the
 * run in the audit need not tell anybody. Tried again it does nothing twice.
 */
export async function announceEnd(deps: Deps, run: ToldRun, isNews = true): Promise<void> {
  const event = isNews ? eventOfEnd(deps, run) : null;
  if (event) await tell(deps, run, event, 'ended');
  if (run.report.workflow === 'backup' && run.result !== 'succeeded') await noteAttempt(deps, run);
  const { report, workflowId, runId, result, who, origin, startedAt, at } = run;
  const { step, release, operation, reason, lockSeconds } = report;
  const failure = failureOf(deps, run);
  deps.audit.record({
    kind: 'run',
    at,
    who,
    what: report.workflow,
    // A run that was terminated before it began may have been started without one.
    app: report.app || null,
    host: report.host ?? (await hostOf(deps, report.app)),
    origin,
    result,
    code: failure?.code ?? null,
    workflowId,
    runId,
    startedAt,
    seconds: (Date.parse(at) - Date.parse(startedAt)) / 1000,
    lockSeconds,
    details: known({ step, message: failure?.message.slice(0, 2_000), release, operation, reason }),
  });
}

export async function announceWait(
  deps: Deps,
  run: ToldRun,
  wait: NonNullable<RunReport['wait']>,
): Promise<void> {
  await tell(deps, run, 'waiting', `waiting-${wait.number}`);
}

/** Null: nothing that anybody asked to hear. */
function eventOfEnd(deps: Deps, { report, result, at }: ToldRun): NotifyEvent | null {
  // Of each app its own run has told.
  if (report.failure?.code === 'NightFailed') return null;
  if (!good.includes(result)) return 'failure';
  const family = families.find((one) => one.includes(report.workflow)) ?? [report.workflow];
  const former = deps.audit.formerRun(report.app, family, at);
  if (former && !good.includes(former.result)) return 'recovery';
  return result === 'succeeded' ? 'success' : null;
}

async function tell(deps: Deps, run: ToldRun, event: NotifyEvent, moment: string): Promise<void> {
  const fleet = await deps.lastFleet();
  const { report, workflowId, runId, result, who, at } = run;
  const { app, workflow, step, release, wait } = report;
  const told: RunEvent = {
    event,
    fleet: fleet.name,
    app,
    host: report.host ?? fleet.apps[app]?.host ?? null,
    workflow,
    workflowId,
    runId,
    url: deps.runUrl(workflowId, runId) ?? null,
    result,
    step,
    failure: failureOf(deps, run),
    question: wait && { says: wait.says, verbs: wait.verbs, after: wait.after },
    release,
    by: who,
    at,
  };
  for (const { name } of recipients(fleet, app, event))
    await deps.notify(`notify-${runId}-${moment}-${name}`, name, told);
}

function failureOf({ redactor }: Deps, { report: { failure } }: ToldRun): RunEvent['failure'] {
  return failure && { code: failure.code, message: redactor.scrub(failure.message), hint: failure.hint };
}

async function hostOf(deps: Deps, app: string): Promise<string | null> {
  const fleet = await deps.lastFleet().catch(() => null);
  return fleet?.apps[app]?.host ?? null;
}

const known = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null));

/** One message to one target. Errors: `UnknownTarget`, `NotifyFailed`, and what reading the secrets throws. */
export async function sendNotification(
  deps: Pick<Deps, 'lastFleet' | 'send'>,
  target: string,
  event: RunEvent,
): Promise<void> {
  const { notify } = await deps.lastFleet();
  const found = Object.hasOwn(notify, target) ? notify[target] : undefined;
  if (!found)
    throw new RoostError('UnknownTarget', `There is no notification target ${target} any more.`, { target });
  await deps.send(found, event);
}
