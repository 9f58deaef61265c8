/**
 * Several apps, or all of a host: planned together, then each restored
 * by a run of its own, what is needed first.
 */
import {
  ApplicationFailure,
  CancellationScope,
  executeChild,
  setCurrentDetails,
  setHandler,
  workflowInfo,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import { onlyIf } from '../../lib/only-if';
import { checkRestoresRequest } from '../../plan/restore/several/request';
import type { RestoresRequest } from '../../protocol/requests';
import type { RunResult } from '../../protocol/run';
import type { RestoresApp, RestoresPlan } from '../../protocol/steps/restore';
import type { Ending } from '../engine/types';
import { activity } from '../run/activities';
import { checkedRun } from '../run/checked';
import { endOfChild, reportParent } from '../run/children';
import { failure, isWorldly } from '../run/failure';
import { fanOut } from '../run/fanOut';
import { endedEarly, finish } from '../run/finish';
import { progress } from '../run/messages';
import { summaryOf } from '../run/options';
import { attributes } from '../run/shown/attributes';
import { Checklist } from '../run/shown/checklist';
import { parentDetails } from '../run/shown/parent-details';
import type { restore } from './restore';

export async function restoreApps(input: unknown): Promise<RunResult> {
  const request = checkedRun('restoreApps', checkRestoresRequest, input);
  const { workflowId } = workflowInfo();
  upsertSearchAttributes([
    { key: attributes.workflow, value: 'restoreApps' },
    ...onlyIf(request.host !== undefined, { key: attributes.host, value: request.host! }),
  ]);
  const list = new Checklist((now) => setCurrentDetails(parentDetails(`restores ${workflowId}`, now)));
  setHandler(progress, () => list.progress(), { description: 'The apps and how far they are.' });
  list.phase('planning');
  const ending = await work(request, list, workflowId);
  const about = { workflow: 'restoreApps', host: request.host ?? null, reason: request.reason };
  await CancellationScope.nonCancellable(() => reportParent('Report how the restores ended', about, ending));
  return finish(list, ending);
}

async function work(request: RestoresRequest, list: Checklist, workflowId: string): Promise<Ending> {
  const scope = CancellationScope.current();
  let plan: RestoresPlan;
  try {
    plan = await activity('planRestores', 'Plan the restore of each app')(request);
    if (request.expect !== undefined && request.expect !== plan.hash)
      throw ApplicationFailure.nonRetryable(
        `the plan is ${plan.hash} now, not ${request.expect}: ${plan.apps.map(({ app }) => app).join(', ')}`,
        'PlanChanged',
      );
  } catch (error) {
    if (!isWorldly(error)) throw error;
    return endedEarly(error, scope.consideredCancelled);
  }
  list.open(plan.apps.map(({ app, host }) => ({ id: app, title: `Restore ${app} on ${host}` })));
  for (const { app, warnings } of plan.apps) warnings.forEach((text) => list.warn(`${app}: ${text}`));
  list.phase('running');
  const ended = new Map<string, 'done' | 'failed' | 'skipped'>();
  const tell = (app: string, state: 'done' | 'failed' | 'skipped', note: string): void => {
    ended.set(app, state);
    list.set({ id: app }, state, note === '' ? {} : { note: note.slice(0, 300) });
  };
  const left = await fanOut(plan.apps, {
    ...plan.atOnce,
    hostOf: ({ host }) => host,
    enough: () => scope.consideredCancelled,
    ready: ({ needs }) => needs.every((need) => ended.has(need)),
    work: async (one) => {
      const missing = one.needs.filter((need) => ended.get(need) !== 'done');
      if (missing.length > 0)
        return tell(one.app, 'skipped', `it needs ${missing.join(', ')}, which is not restored`);
      list.set({ id: one.app }, 'running');
      const wrong = await restored(one, request, plan, workflowId);
      tell(one.app, wrong === null ? 'done' : 'failed', wrong ?? '');
    },
  });
  if (scope.consideredCancelled)
    return {
      outcome: 'cancelled',
      failure: failure('Cancelled', `the restores were cancelled; ${left.length} were not begun`),
    };
  const bad = plan.apps.filter(({ app }) => ended.get(app) !== 'done').map(({ app }) => app);
  if (bad.length === 0) return { outcome: 'succeeded', failure: null };
  return {
    outcome: 'failed',
    // It notifies no one: each app's own run has reported its failure.
    failure: failure(
      'RestoresFailed',
      `${bad.length} of ${plan.apps.length} apps are not restored: ${bad.slice(0, 20).join(', ')}`,
    ),
  };
}

/** Null: it is. Else the code and the message. */
async function restored(
  { app, host, snapshot }: RestoresApp,
  { what, into, release, by, reason }: RestoresRequest,
  { hash }: RestoresPlan,
  workflowId: string,
): Promise<string | null> {
  const why = [reason, `of ${workflowId}, plan ${hash}`].filter(Boolean).join(', ').slice(0, 500);
  try {
    await executeChild<typeof restore>('restore', {
      workflowId: `${workflowId}-${app}`,
      // The snapshot that was shown, though a newer one may have come.
      args: [{ app, snapshot, what, into, release, by, reason: why }],
      parentClosePolicy: 'REQUEST_CANCEL',
      cancellationType: 'WAIT_CANCELLATION_COMPLETED',
      staticSummary: summaryOf(`restore ${app}: from ${snapshot.slice(0, 8)}`),
      typedSearchAttributes: [
        { key: attributes.app, value: app },
        { key: attributes.host, value: host },
        { key: attributes.workflow, value: 'restore' },
      ],
    });
    return null;
  } catch (error) {
    const end = endOfChild(error, { code: 'Locked', message: 'another run of this restore goes on' });
    return `${end.code}: ${end.message}`;
  }
}
