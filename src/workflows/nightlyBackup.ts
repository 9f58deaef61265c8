/**
 * The night: backs up every app, each by a run of its own, then keeps the
 * repository in order. It asks nobody, and no app can keep it from ending.
 */
import {
  ActivityFailure,
  ApplicationFailure,
  CancelledFailure,
  ChildWorkflowFailure,
  TerminatedFailure,
  WorkflowExecutionAlreadyStartedError,
} from '@temporalio/common';
import { CancellationScope, continueAsNew, setCurrentDetails, setHandler, sleep, startChild, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import type { NightRequest } from '../activities/types';
import { upkeep, type NightApp, type NightEnd, type NightPlan, type Upkeep } from '../fleet/plan/night-types';
import type { Failure, RunResult } from '../fleet/plan/types';
import { backupId } from '../temporal-names';
import { activity } from './activities';
import { attributes } from './attributes';
import type { backup } from './backup';
import { Checklist } from './checklist';
import { conclude } from './conclude';
import type { Ending } from './engine/types';
import { fanOut } from './fanOut';
import { failure, failureOf, isWorldly } from './failure';
import { progress } from './messages';
import { nightDetails } from './night-details';
import { summaryOf } from './options';

/** What a night that goes on as a new run takes along. */
interface Left {
  startedAt: string;
  first: NightEnd[];
  again: NightEnd[];
}

/** Worth another try once the others are done: it was the moment, not the app. */
const worthAgain: (string | null)[] = ['LockWaitTimeout', 'TookTooLong', 'BackupRunning', 'HostUnreachable'];

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

/** Fans out; what is left when the history has become long enough is for the next run. */
class Night {
  private readonly scope = new CancellationScope();
  private readonly timer = new CancellationScope();
  private ranOut = false;

  constructor(
    private readonly plan: NightPlan,
    private readonly who: { by: string; workflowId: string },
    private readonly list: Checklist,
  ) {
    const wait = async (): Promise<void> => {
      await sleep(plan.left, { summary: 'What the night may take' });
      this.ranOut = true;
      this.scope.cancel();
    };
    void this.timer.run(wait).catch(() => undefined);
  }

  get cancelled(): boolean {
    return this.scope.consideredCancelled && !this.ranOut;
  }

  over(): void {
    this.timer.cancel();
  }

  async all(apps: NightApp[], done: NightEnd[]): Promise<{ ended: NightEnd[]; left: boolean }> {
    const ended = [...done];
    for (const one of done) this.show(one);
    const queue = apps.filter(({ app }) => !done.some((one) => one.app === app));
    const left = await fanOut(queue, {
      ...this.plan.atOnce,
      hostOf: ({ host }) => host,
      enough: () => workflowInfo().continueAsNewSuggested,
      work: async (one) => {
        const end = await this.one(one);
        this.show(end);
        ended.push(end);
      },
    });
    if (left.length > 0) this.over();
    return { ended, left: left.length > 0 };
  }

  show({ app, code, message }: NightEnd): void {
    this.list.set({ id: app }, code === null ? 'done' : 'failed', code === null ? {} : { note: `${code}: ${message ?? ''}`.slice(0, 300) });
  }

  private async one({ app, host }: NightApp): Promise<NightEnd> {
    if (this.scope.consideredCancelled) return this.stopped(app);
    this.list.set({ id: app }, 'running');
    try {
      await this.scope.run(() => this.child(app, host));
      return { app, code: null };
    } catch (error) {
      if (!isWorldly(error) && !(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      if (this.scope.consideredCancelled) return this.stopped(app);
      return { app, ...reasonOf(error) };
    }
  }

  private stopped(app: string): NightEnd {
    return this.ranOut ? { app, code: 'NightOver', message: 'the night has ended' } : { app, code: 'Cancelled', message: 'the night was cancelled' };
  }

  private async child(app: string, host: string): Promise<RunResult> {
    const { by, workflowId } = this.who;
    const child = await startChild<typeof backup>('backup', {
      workflowId: backupId(app),
      args: [{ app, by, reason: `the night ${workflowId}`, night: workflowId }],
      parentClosePolicy: 'REQUEST_CANCEL',
      cancellationType: 'WAIT_CANCELLATION_COMPLETED',
      staticSummary: summaryOf(`backup ${app}: its data`),
      typedSearchAttributes: [
        { key: attributes.app, value: app },
        { key: attributes.host, value: host },
        { key: attributes.workflow, value: 'backup' },
      ],
    });
    return child.result();
  }
}

/** What an app's run ended with, as the night tells it. */
function reasonOf(error: unknown): { code: string; message: string } {
  if (error instanceof WorkflowExecutionAlreadyStartedError) return { code: 'BackupRunning', message: 'another run backs it up' };
  const cause = error instanceof ChildWorkflowFailure ? error.cause : error;
  if (cause instanceof ApplicationFailure) return { code: cause.type ?? 'Internal', message: cause.message.slice(0, 300) };
  if (cause instanceof TerminatedFailure) return { code: 'Terminated', message: 'its run was terminated' };
  if (cause instanceof CancelledFailure) return { code: 'Cancelled', message: 'its run was cancelled' };
  return { code: 'Internal', message: String(cause).slice(0, 300) };
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
  return {
    outcome: 'failed',
    failure: failure('NightFailed', `${failed.length} of ${ended.length} apps have no backup of this night: ${names.join(', ')}${more}${also}`),
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
