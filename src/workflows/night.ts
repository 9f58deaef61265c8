/** The apps of a night: each backed up by a run of its own, so many side by side. */
import { ApplicationFailure, CancelledFailure, ChildWorkflowFailure, TerminatedFailure, WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { CancellationScope, sleep, startChild, workflowInfo } from '@temporalio/workflow';
import type { NightApp, NightEnd, NightPlan } from '../fleet/plan/night-types';
import type { RunResult } from '../fleet/plan/types';
import { backupId } from '../temporal-names';
import { attributes } from './attributes';
import type { backup } from './backup';
import type { Checklist } from './checklist';
import { isWorldly } from './failure';
import { fanOut } from './fanOut';
import { summaryOf } from './options';

/** Fans out; what is left when the history has become long enough is for the next run. */
export class Night {
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
  if (cause instanceof ApplicationFailure) {
    // The run's own word; the failure's text has the code and the hint in it too.
    const told = (cause.details?.[0] as Partial<RunResult> | undefined)?.failure?.message;
    return { code: cause.type ?? 'Internal', message: (told ?? cause.message).slice(0, 300) };
  }
  if (cause instanceof TerminatedFailure) return { code: 'Terminated', message: 'its run was terminated' };
  if (cause instanceof CancelledFailure) return { code: 'Cancelled', message: 'its run was cancelled' };
  return { code: 'Internal', message: String(cause).slice(0, 300) };
}
