/** The rehearsals of a quarter, one after the other: each a run of its own, which reports itself. */
import {
  CancellationScope,
  executeChild,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { RehearsalsRequest } from '../../protocol/requests';
import type { RunResult } from '../../protocol/run';
import type { Fire } from '../../protocol/steps/rehearsal';
import type { Ending } from '../engine/types';
import { activity } from '../run/activities';
import { endOfChild, reportParent } from '../run/children';
import { failure, isWorldly } from '../run/failure';
import { endedEarly, finish } from '../run/finish';
import { progress } from '../run/messages';
import { summaryOf } from '../run/options';
import { attributes, byAttribute } from '../run/shown/attributes';
import { Checklist } from '../run/shown/checklist';
import { parentDetails } from '../run/shown/parent-details';

export async function rehearsals(request: RehearsalsRequest = {}): Promise<RunResult> {
  const { by = 'schedule', reason } = request;
  const { workflowId } = workflowInfo();
  upsertSearchAttributes([{ key: attributes.workflow, value: 'rehearsals' }, ...byAttribute(by)]);
  const list = new Checklist((now) => setCurrentDetails(parentDetails(`rehearsals ${workflowId}`, now)));
  setHandler(progress, () => list.progress(), { description: 'The rehearsals and how far they are.' });
  list.phase('planning');
  const ending = await work(list, by, workflowId);
  const about = { workflow: 'rehearsals', host: null, reason };
  await CancellationScope.nonCancellable(() =>
    reportParent('Report how the rehearsals ended', about, ending),
  );
  return finish(list, ending);
}

async function work(list: Checklist, by: string, workflowId: string): Promise<Ending> {
  const scope = CancellationScope.current();
  let fires: Fire[];
  try {
    const plan = await activity('planRehearsals', 'See what can be rehearsed')();
    plan.warnings.forEach((text) => list.warn(text));
    ({ fires } = plan);
  } catch (error) {
    if (!isWorldly(error)) throw error;
    return endedEarly(error, scope.consideredCancelled);
  }
  list.open(fires.map((fire) => ({ id: fire, title: `Rehearse ${fire}` })));
  list.phase('running');
  const failed: string[] = [];
  for (const fire of fires) {
    if (scope.consideredCancelled)
      return { outcome: 'cancelled', failure: failure('Cancelled', 'the rehearsals were cancelled') };
    list.set({ id: fire }, 'running');
    const wrong = await one(fire, by, workflowId);
    if (wrong !== null) failed.push(`${fire} (${wrong.split(':')[0]})`);
    list.set({ id: fire }, wrong === null ? 'done' : 'failed', { note: wrong?.slice(0, 300) });
  }
  if (fires.length === 0) return { outcome: 'unchanged', failure: null };
  if (failed.length === 0) return { outcome: 'succeeded', failure: null };
  return {
    outcome: 'failed',
    // This code notifies no one: each rehearsal's own run has reported it.
    failure: failure(
      'RehearsalsFailed',
      `${failed.length} of ${fires.length} rehearsals have failed: ${failed.join(', ')}`,
    ),
  };
}

/** Null: proven. Else the code and the message. */
async function one(fire: Fire, by: string, workflowId: string): Promise<string | null> {
  const ofApps = fire === 'host' || fire === 'corruption';
  const request = ofApps ? { rehearsal: { scenario: fire } } : { scenario: fire };
  try {
    await executeChild(ofApps ? 'nightlyDrill' : 'rehearse', {
      workflowId: `rehearsal-${fire}`,
      args: [{ ...request, by, reason: `the rehearsals ${workflowId}` }],
      parentClosePolicy: 'REQUEST_CANCEL',
      cancellationType: 'WAIT_CANCELLATION_COMPLETED',
      staticSummary: summaryOf(`rehearsal: ${fire}`),
    });
    return null;
  } catch (error) {
    const end = endOfChild(error, { code: 'DrillRunning', message: 'another run rehearses it' });
    return `${end.code}: ${end.message}`;
  }
}
