/** The drills of a day: one app after the other, the oldest proof first, as far as the time goes. */
import {
  CancellationScope,
  executeChild,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { secondsAgain } from '../../plan/drill/proof';
import { drillId } from '../../protocol/names';
import type { DrillNightRequest } from '../../protocol/requests';
import type { RunResult, StepProgress } from '../../protocol/run';
import type { DrillNightPlan, RehearsalReport } from '../../protocol/steps/drill';
import type { Ending } from '../engine/types';
import { activity } from '../run/activities';
import { endOfChild, reportParent } from '../run/children';
import { failure, isWorldly } from '../run/failure';
import { endedEarly, finish } from '../run/finish';
import { Limit } from '../run/limits/limit';
import { progress } from '../run/messages';
import { summaryOf } from '../run/options';
import { attributes, byAttribute } from '../run/shown/attributes';
import { Checklist } from '../run/shown/checklist';
import { parentDetails } from '../run/shown/parent-details';
import type { drill } from './drill';

export async function nightlyDrill(request: DrillNightRequest = {}): Promise<RunResult> {
  const { by = 'schedule' } = request;
  const { workflowId } = workflowInfo();
  upsertSearchAttributes([{ key: attributes.workflow, value: 'nightlyDrill' }, ...byAttribute(by)]);
  const list = new Checklist((now) => setCurrentDetails(parentDetails(`night ${workflowId}`, now)));
  setHandler(progress, () => list.progress(), { description: 'The apps and how far they are.' });
  list.phase('planning');
  const limit = new Limit('What the drills of a day may take');
  const rehearsed: Rehearsed = {};
  const ending = await work(request, list, limit, { by, workflowId, rehearsed });
  limit.end();
  const { report: rehearsal } = rehearsed;
  const about = { workflow: 'nightlyDrill', host: null, reason: request.reason, rehearsal };
  await CancellationScope.nonCancellable(() => reportParent('Report how the drills ended', about, ending));
  return finish(list, ending);
}

interface Who {
  by: string;
  workflowId: string;
  rehearsed: Rehearsed;
}

/** Filled in as the work goes on. */
interface Rehearsed {
  report?: RehearsalReport;
}

async function work(request: DrillNightRequest, list: Checklist, limit: Limit, who: Who): Promise<Ending> {
  const scope = CancellationScope.current();
  let plan: DrillNightPlan;
  try {
    const swept = await activity('sweepDrills', 'Remove what drills have left')();
    swept.warnings?.forEach((text) => list.warn(text));
    plan = await activity('planDrills', 'See which apps are due')(request);
  } catch (error) {
    if (!isWorldly(error)) throw error;
    return endedEarly(error, scope.consideredCancelled);
  }
  list.open(plan.apps.map(({ app, host }) => ({ id: app, title: `Drill ${app} on ${host}` })));
  plan.warnings.forEach((text) => list.warn(text));
  if (request.rehearsal && plan.rehearsal)
    who.rehearsed.report = {
      scenario: request.rehearsal.scenario,
      host: request.rehearsal.host ?? null,
      parts: plan.apps.length,
      proven: 0,
      wanted: plan.rehearsal.rto,
      figures: request.rehearsal.scenario === 'corruption' ? [] : undefined,
    };
  const { report } = who.rehearsed;
  list.phase('running');
  // A drill that has begun goes on to its own limit: the age of the proof shows the next day what it takes.
  limit.begin(plan.budget);
  const failed: string[] = [];
  const corrupt = request.rehearsal?.scenario === 'corruption' ? true : undefined;
  for (const { app, host } of plan.apps) {
    if (scope.consideredCancelled)
      return { outcome: 'cancelled', failure: failure('Cancelled', 'the drills were cancelled') };
    if (limit.passed !== null) {
      list.set({ id: app }, 'skipped', { note: 'the time of this day was over; it comes first the next' });
      continue;
    }
    list.set({ id: app }, 'running');
    const wrong = await one(app, host, { ...who, corrupt });
    list.set(
      { id: app },
      wrong === null ? 'done' : 'failed',
      wrong === null ? {} : { note: wrong.slice(0, 300) },
    );
    if (wrong !== null) failed.push(`${app} (${wrong.split(':')[0]})`);
    else if (report) report.proven += 1;
  }
  if (plan.apps.length === 0) return { outcome: 'unchanged', failure: null };
  if (failed.length === 0) return { outcome: 'succeeded', failure: null };
  const names = failed.slice(0, 20).join(', ');
  return {
    outcome: 'failed',
    // `NightFailed` notifies no one: each app's own run has reported it.
    failure: failure(
      'NightFailed',
      `${failed.length} of ${plan.apps.length} restores are not proven: ${names}`,
    ),
  };
}

/** Null: proven. Else the code and the message. */
async function one(
  app: string,
  host: string,
  { by, workflowId, rehearsed, corrupt }: Who & { corrupt?: true },
): Promise<string | null> {
  try {
    const { steps } = await executeChild<typeof drill>('drill', {
      workflowId: drillId(app),
      args: [{ app, corrupt, by, reason: `the drills ${workflowId}` }],
      parentClosePolicy: 'REQUEST_CANCEL',
      cancellationType: 'WAIT_CANCELLATION_COMPLETED',
      staticSummary: summaryOf(`drill ${app}: its newest snapshot`),
      typedSearchAttributes: [
        { key: attributes.app, value: app },
        { key: attributes.host, value: host },
        { key: attributes.workflow, value: 'drill' },
      ],
    });
    if (corrupt) rehearsed.report?.figures?.push(`${app}: ${damageText(steps)}`);
    return null;
  } catch (error) {
    const end = endOfChild(error, { code: 'DrillRunning', message: 'another run drills it' });
    return `${end.code}: ${end.message}`;
  }
}

/** What was damaged, and how long it took until the app ran on good data again. */
function damageText(steps: StepProgress[]): string {
  const parts = Object.fromEntries(steps.map(({ id, seconds = 0 }) => [id, seconds]));
  const { damage: spent = 0 } = parts;
  const note = steps.find(({ id }) => id === 'damage')?.note ?? '';
  return `${note.slice(0, 200)}; back in ${Math.round(secondsAgain(parts) - spent)} s`;
}
