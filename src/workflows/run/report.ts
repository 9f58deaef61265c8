import { CancellationScope, patched } from '@temporalio/workflow';
import { commitOf, versionOf } from '../../plan/about';
import type { Failure, Waiting } from '../../protocol/run';
import type { RunReport } from '../../protocol/run-report';
import type { Ending } from '../engine/types';
import { activity } from './activities';
import type { Checklist } from './checklist';
import { isWorldly } from './failure';
import type { Lock } from './lock';

type About = Pick<RunReport, 'workflow' | 'app' | 'reason'>;

/** Tells the control plane how the run ends and when it waits. Whatever becomes of that, the run goes on. */
export class Reports {
  private readonly waits: Promise<void>[] = [];

  constructor(
    private readonly about: About,
    private readonly list: Checklist,
    private readonly lock: Lock,
  ) {}

  /** Beside the wait: nobody's answer is held up by it. */
  waiting({ failure, title, says, verbs, after }: Waiting): void {
    const wait = { number: this.waits.length + 1, says, verbs, after };
    this.waits.push(this.send({ ...this.report(failure), outcome: null, step: title, wait }));
  }

  async ended({ outcome, failure }: Ending): Promise<void> {
    await Promise.all([...this.waits, this.send({ ...this.report(failure), outcome, wait: null })]);
  }

  private report(failure: Failure | null): Omit<RunReport, 'outcome' | 'wait'> {
    const { plan, steps } = this.list.progress();
    return {
      ...this.about,
      host: plan?.where.host ?? null,
      failure,
      step: steps.find(({ id }) => id === failure?.step)?.title ?? null,
      release: plan && ([commitOf(plan)?.slice(0, 7), versionOf(plan)].filter(Boolean).join(' ') || null),
      operation: plan?.operation ?? null,
      lockSeconds: this.lock.waited,
    };
  }

  /** A cancelled run is told of as well. */
  private async send(report: RunReport): Promise<void> {
    // Runs that began before there were reports go on without.
    if (!patched('report-run')) return;
    const title = report.wait ? 'Say that the run waits' : 'Say how the run ended';
    await CancellationScope.nonCancellable(() => activity('reportRun', title)(report)).catch(
      (error: unknown) => {
        if (!isWorldly(error)) throw error;
      },
    );
  }
}
