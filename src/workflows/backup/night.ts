/** The apps of a night: each backed up by a run of its own, so many side by side. */
import { CancelledFailure } from '@temporalio/common';
import { CancellationScope, sleep, startChild, workflowInfo } from '@temporalio/workflow';
import { backupId } from '../../protocol/names';
import type { NightApp, NightEnd, NightPlan } from '../../protocol/reports/night';
import type { Failure, RunResult } from '../../protocol/run';
import { endOfChild } from '../run/children';
import { failure, failureOf } from '../run/failure';
import { fanOut } from '../run/fanOut';
import { Limit } from '../run/limits/limit';
import { summaryOf } from '../run/options';
import { attributes } from '../run/shown/attributes';
import type { Checklist } from '../run/shown/checklist';
import type { backup } from './backup';

/** Fans out; what is left when the history has become long enough is for the next run. */
export class Night {
  private readonly run = CancellationScope.current();
  private readonly limit = new Limit('What the night may take', true);
  /** Rejects when what has to end with the night has had its grace. */
  private readonly graceOver: Promise<never>;

  constructor(
    private readonly plan: NightPlan,
    private readonly who: { by: string; workflowId: string; own?: true },
    private readonly list: Checklist,
  ) {
    this.limit.begin(plan.left);
    this.graceOver = this.limit.scope.cancelRequested.catch(() =>
      CancellationScope.nonCancellable(() => this.grace()),
    );
    this.graceOver.catch(() => undefined);
  }

  get cancelled(): boolean {
    return this.run.consideredCancelled;
  }

  /** Why nothing more is begun; null: it goes on. */
  get over(): Failure | null {
    if (this.cancelled) return failure('Cancelled', 'the night was cancelled');
    return this.limit.passed === null
      ? null
      : failure('NightOver', 'the night was over before this was done');
  }

  end(): void {
    this.limit.end();
  }

  /** Work that ends with the night, and is left to itself where it does not. */
  within<T>(work: () => Promise<T>): Promise<T> {
    return Promise.race([this.limit.scope.run(work), this.graceOver]);
  }

  /** Why such work failed: by itself, or by the night's end. */
  reasonOf(error: unknown): Failure {
    const failed = failureOf(error);
    return failed.code === 'Cancelled' ? (this.over ?? failed) : failed;
  }

  async all(apps: NightApp[], done: NightEnd[]): Promise<{ ended: NightEnd[]; left: boolean }> {
    const ended = [...done];
    for (const one of done) this.show(one);
    const queue = apps.filter(({ app }) => !done.some((one) => one.app === app));
    const left = await fanOut(queue, {
      ...this.plan.atOnce,
      hostOf: ({ host }) => host,
      enough: () => this.over !== null || workflowInfo().continueAsNewSuggested,
      work: async (one) => {
        const end = await this.one(one);
        this.show(end);
        ended.push(end);
      },
    });
    // A new run would know nothing of a cancel.
    if (left.length === 0 || this.over) return { ended, left: false };
    this.end();
    return { ended, left: true };
  }

  /** What is reported of an app that the night did not come to. */
  missed(app: string): NightEnd {
    const end = { app, code: this.over!.code, message: this.over!.message };
    this.show(end);
    return end;
  }

  show({ app, code, message, skipped, down }: NightEnd): void {
    if (skipped !== undefined) return this.list.set({ id: app }, 'skipped', { note: skipped.slice(0, 300) });
    this.list.set(
      { id: app },
      code === null ? 'done' : 'failed',
      code === null
        ? { note: down === undefined ? undefined : `stopped for ${down} s` }
        : { note: `${code}: ${message ?? ''}`.slice(0, 300) },
    );
  }

  private async grace(): Promise<never> {
    await sleep(this.plan.grace, { summary: 'For what has to end with the night' });
    throw new CancelledFailure('it did not end with the night');
  }

  private async one({ app, host }: NightApp): Promise<NightEnd> {
    this.list.set({ id: app }, 'running');
    try {
      const { outcome, warnings, found } = await this.within(() => this.child(app, host));
      return {
        app,
        code: null,
        down: found?.down,
        skipped: outcome === 'unchanged' ? (warnings[0] ?? 'there was nothing to back up') : undefined,
      };
    } catch (error) {
      const own = endOfChild(error, { code: 'BackupRunning', message: 'another run backs it up' });
      if (this.who.own && own.code === 'BackupRunning') return { app, code: null, skipped: own.message };
      const { code, message } = own.code === 'Cancelled' && this.over ? this.over : own;
      return { app, code, message };
    }
  }

  private async child(app: string, host: string): Promise<RunResult> {
    const { by, workflowId, own } = this.who;
    const reason = own ? `its own time, ${workflowId}` : `the night ${workflowId}`;
    const child = await startChild<typeof backup>('backup', {
      workflowId: backupId(app),
      args: [{ app, by, reason, night: workflowId, lockLimit: this.plan.lockLimit }],
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
