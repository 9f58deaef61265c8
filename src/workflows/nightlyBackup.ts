/**
 * The night: backs up every app, each by a run of its own, then keeps the
 * repository in order. It asks nobody, and no app can keep it from ending.
 */
import { ActivityFailure } from '@temporalio/common';
import { CancellationScope, continueAsNew, setCurrentDetails, setHandler, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import type { NightRequest } from '../activities/types';
import type { ErrorCode } from '../errors';
import { upkeep, type NightEnd, type NightPlan, type Upkeep } from '../fleet/plan/night-types';
import type { Failure, RunResult } from '../fleet/plan/types';
import { activity } from './activities';
import { attributes } from './attributes';
import { Checklist } from './checklist';
import { conclude } from './conclude';
import type { Ending } from './engine/types';
import { failure, failureOf, isWorldly } from './failure';
import { progress } from './messages';
import { Night } from './night';
import { nightDetails } from './night-details';

/** What a night that goes on as a new run takes along. */
interface Left {
  startedAt: string;
  first: NightEnd[];
  again: NightEnd[];
}

/** Worth another try once the others are done: it was the moment, not the app. */
const worthAgain: (string | null)[] = ['LockWaitTimeout', 'TookTooLong', 'BackupRunning', 'HostUnreachable'];

/** Of these no run of the app has told: it was not begun, or believed that all was well. */
const onlyHere: (string | null)[] = ['NightOver', 'SnapshotMissing'] satisfies ErrorCode[];

export async function nightlyBackup(request: NightRequest = {}, left: Left | null = null): Promise<RunResult> {
  const { by = 'schedule', apps } = request;
  const { workflowId } = workflowInfo();
  upsertSearchAttributes([{ key: attributes.workflow, value: 'nightlyBackup' }]);
  const list = new Checklist((now) => setCurrentDetails(nightDetails(workflowId, now)));
  setHandler(progress, () => list.progress(), { description: 'The apps and how far they are.' });
  const whole = apps === undefined;
  list.phase('planning');
  const startedAt = left?.startedAt ?? null;
  const plan = await activity('planNight', 'Read which apps there are')({ ...(apps && { apps }), startedAt });
  list.open([
    ...plan.apps.map(({ app, host }) => ({ id: app, title: `Back up ${app} on ${host}` })),
    ...(whole ? Object.entries(upkeep).map(([id, title]) => ({ id, title })) : []),
  ]);
  list.phase('running');
  if (whole && !left) await ping('start', '');

  const night = new Night(plan, { by, workflowId }, list);
  const before: Left = left ?? { startedAt: plan.startedAt, first: [], again: [] };
  const first = await night.all(plan.apps, before.first);
  if (first.left) return continueAsNew<typeof nightlyBackup>(request, { ...before, first: first.ended });
  const retried = plan.apps.filter(({ app }) => first.ended.some((one) => one.app === app && worthAgain.includes(one.code)));
  const again = await night.all(retried, before.again);
  if (again.left) return continueAsNew<typeof nightlyBackup>(request, { ...before, first: first.ended, again: again.ended });
  night.over();

  const ended = plan.apps.map(({ app }) => again.ended.find((one) => one.app === app) ?? first.ended.find((one) => one.app === app)!);
  const unproven = night.cancelled ? null : await prove(night, ended);
  const broken = (whole && !night.cancelled ? await keep(list, ended) : null) ?? unproven;
  const ending = endingOf(ended, broken, night.cancelled);
  await CancellationScope.nonCancellable(() => tellEnd({ request, plan, ended, broken, ending }));
  return conclude(list, ending);
}

/**
 * Looks for what the apps' runs have recorded in the repository itself; one
 * whose snapshot is not there has failed after all.
 */
async function prove(night: Night, ended: NightEnd[]): Promise<Failure | null> {
  const done = ended.filter(({ code }) => code === null);
  if (done.length === 0) return null;
  try {
    const { missing } = await activity('proveSnapshots', 'Look for the snapshots in the repository')(done.map(({ app }) => app));
    for (const end of done.filter(({ app }) => missing.includes(app))) {
      Object.assign(end, { code: 'SnapshotMissing', message: 'the repository does not list its snapshot' });
      night.show(end);
    }
    return null;
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    return failureOf(error);
  }
}

/** One failing keeps none of the others from being done. Returns the first failure. */
async function keep(list: Checklist, ended: NightEnd[]): Promise<Failure | null> {
  let broken: Failure | null = null;
  const apps = ended.map(({ app }) => app);
  for (const [name, title] of Object.entries(upkeep) as [Upkeep, string][]) {
    list.set({ id: name }, 'running');
    try {
      const { note, seconds } = await activity(name, title)(apps);
      list.set({ id: name }, 'done', { seconds, note });
    } catch (error) {
      if (!(error instanceof ActivityFailure)) throw error;
      const failed = { ...failureOf(error), step: name };
      list.set({ id: name }, 'failed', { note: `${failed.code}: ${failed.message}`.slice(0, 500) });
      broken ??= failed;
    }
  }
  return broken;
}

function endingOf(ended: NightEnd[], broken: Failure | null, cancelled: boolean): Ending {
  if (cancelled) return { outcome: 'cancelled', failure: failure('Cancelled', 'the night was cancelled') };
  const failed = ended.filter(({ code }) => code !== null);
  if (failed.length === 0) return broken ? { outcome: 'failed', failure: broken } : { outcome: 'succeeded', failure: null };
  const names = failed.slice(0, 20).map(({ app, code }) => `${app} (${code})`);
  const more = failed.length > names.length ? ` and ${failed.length - names.length} more` : '';
  const also = broken ? `; afterwards ${broken.code}: ${broken.message}` : '';
  // By `NightFailed` nobody is told: each app's own run has told of it. What only the night knows has its own code.
  const { code = broken?.code ?? 'NightFailed' } = failed.find((end) => onlyHere.includes(end.code)) ?? {};
  return {
    outcome: 'failed',
    failure: failure(code as ErrorCode, `${failed.length} of ${ended.length} apps have no backup of this night: ${names.join(', ')}${more}${also}`),
  };
}

interface Told {
  request: NightRequest;
  plan: NightPlan & { startedAt: string };
  ended: NightEnd[];
  broken: Failure | null;
  ending: Ending;
}

/** None of it can change how the night ended. */
async function tellEnd({ request, plan, ended, broken, ending }: Told): Promise<void> {
  const { outcome, failure: failed } = ending;
  const tasks: (() => Promise<void>)[] = [];
  if (request.apps === undefined) {
    const bad = ended.filter(({ code }) => code !== null).map(({ app, code }) => ({ app, code: code! }));
    const night = {
      startedAt: plan.startedAt,
      succeeded: ended.length - bad.length,
      failed: bad,
      upkeep: broken && { code: broken.code, message: broken.message },
    };
    tasks.push(() => activity('recordNight', 'Record the night')(night));
    tasks.push(() => ping(outcome === 'succeeded' ? 'success' : 'fail', failed?.message ?? `${ended.length} apps`));
  }
  const about = {
    workflow: 'nightlyBackup',
    app: '',
    host: null,
    reason: request.reason,
    step: null,
    release: null,
    operation: null,
    lockSeconds: null,
    wait: null,
  };
  tasks.push(() => activity('reportRun', 'Say how the night ended')({ ...about, outcome, failure: failed }));
  await Promise.all(tasks.map((task) => task().catch(ignoreWorldly)));
}

/** Whoever listens there is told by its silence, too. */
async function ping(kind: 'start' | 'success' | 'fail', text: string): Promise<void> {
  await activity('pingNight', `Ping: ${kind}`)(kind, text).catch(ignoreWorldly);
}

function ignoreWorldly(error: unknown): void {
  if (!isWorldly(error)) throw error;
}
