/**
 * The night: backs up every app, each by a run of its own, then keeps the
 * repository in order. It asks no question, and no app can keep it from ending.
 */
import {
  CancellationScope,
  continueAsNew,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { errors, isErrorCode, type ErrorCode } from '../../errors';
import { upkeep, type NightEnd, type NightPlan } from '../../protocol/reports/night';
import type { NightRequest } from '../../protocol/requests';
import type { RunResult } from '../../protocol/run';
import type { Ending } from '../engine/types';
import { activity } from '../run/activities';
import { isWorldly } from '../run/failure';
import { finish, endedEarly } from '../run/finish';
import { progress } from '../run/messages';
import { attributes, byAttribute } from '../run/shown/attributes';
import { Checklist } from '../run/shown/checklist';
import { parentDetails } from '../run/shown/parent-details';
import { Night } from './night';
import { endingOf, ping, reportEnd } from './night-end';
import { keep, prove } from './night-maintenance';

/** What a night that goes on as a new run takes along. */
interface Left {
  startedAt: string;
  first: NightEnd[];
  again: NightEnd[];
}

/** What has run out once may last the next time. */
const ranOut: string[] = ['LockWaitTimeout', 'TookTooLong', 'OutcomeUnknown'] satisfies ErrorCode[];

/** Whether to try again once the others are done: it was the moment, not the app. */
const isWorthAgain = ({ code }: NightEnd): boolean =>
  code !== null && (ranOut.includes(code) || (isErrorCode(code) && errors[code].retryable));

export async function nightlyBackup(
  request: NightRequest = {},
  left: Left | null = null,
): Promise<RunResult> {
  const { by = 'schedule', apps, own } = request;
  const { workflowId, startTime } = workflowInfo();
  upsertSearchAttributes([{ key: attributes.workflow, value: 'nightlyBackup' }, ...byAttribute(by)]);
  const list = new Checklist((now) =>
    setCurrentDetails(parentDetails(`${request.own ? 'own times' : 'night'} ${workflowId}`, now)),
  );
  setHandler(progress, () => list.progress(), { description: 'The apps and how far they are.' });
  const before: Left = left ?? { startedAt: startTime.toISOString(), first: [], again: [] };
  const { startedAt } = before;

  list.phase('planning');
  const plan = await planned({ apps, own, startedAt });
  if ('outcome' in plan) {
    const ended = newest(before);
    await CancellationScope.nonCancellable(() =>
      reportEnd({ request, startedAt, ended, broken: plan.failure, ending: plan }),
    );
    return finish(list, plan);
  }
  const whole = apps === undefined;
  const lines = plan.apps.map(({ app, host }) => ({ id: app, title: `Back up ${app} on ${host}` }));
  if (whole) lines.push(...Object.entries(upkeep).map(([id, title]) => ({ id, title })));
  list.open(lines);
  plan.warnings.forEach((text) => list.warn(text));
  list.phase('running');
  if (whole && !left) await ping('start', '');

  const night = new Night(plan, { by, workflowId, own }, list);
  const first = await night.all(plan.apps, before.first);
  if (first.left) return continueAsNew<typeof nightlyBackup>(request, { ...before, first: first.ended });
  const tried = new Set(first.ended.filter(isWorthAgain).map(({ app }) => app));
  const again = await night.all(
    plan.apps.filter(({ app }) => tried.has(app)),
    before.again,
  );
  if (again.left)
    return continueAsNew<typeof nightlyBackup>(request, {
      ...before,
      first: first.ended,
      again: again.ended,
    });

  const known = new Map(newest({ first: first.ended, again: again.ended }).map((end) => [end.app, end]));
  const ended = plan.apps.map(({ app }) => known.get(app) ?? night.missed(app));
  const unproven = await prove(night, ended);
  const broken = (whole ? await keep(night, list, ended) : null) ?? unproven;
  night.end();
  const ending = endingOf(ended, broken, night.cancelled);
  await CancellationScope.nonCancellable(() => reportEnd({ request, startedAt, ended, broken, ending }));
  return finish(list, ending);
}

async function planned(request: {
  apps?: string[];
  own?: true;
  startedAt: string;
}): Promise<NightPlan | Ending> {
  try {
    return await activity('planNight', 'Read which apps there are')(request);
  } catch (error) {
    if (!isWorldly(error)) throw error;
    return endedEarly(error, CancellationScope.current().consideredCancelled);
  }
}

/** How each app ended, the second try after the first. */
const newest = ({ first, again }: Pick<Left, 'first' | 'again'>): NightEnd[] => [
  ...new Map([...first, ...again].map((end) => [end.app, end])).values(),
];
