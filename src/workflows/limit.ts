import { CancellationScope, sleep } from '@temporalio/workflow';
import type { Ending } from './engine/types';
import { failure } from './failure';

/** Ends a run that takes longer than its plan allows, as a cancel would: what was begun is taken back. */
export class Limit {
  readonly scope = new CancellationScope();
  private readonly timer = new CancellationScope();
  private passed: number | null = null;

  /** `limit` in ms; without one nothing is limited. */
  begin(limit: number | undefined): void {
    if (limit === undefined) return;
    const wait = async (): Promise<void> => {
      await sleep(limit, { summary: 'What the run may take' });
      this.passed = limit;
      this.scope.cancel();
    };
    // The run has ended before, or was cancelled.
    void this.timer.run(wait).catch(() => undefined);
  }

  /** Nobody cancelled a run that was ended by its limit: it has failed. */
  judge(ending: Ending): Ending {
    this.timer.cancel();
    if (this.passed === null || ending.outcome !== 'cancelled') return ending;
    const { step } = ending.failure ?? {};
    const told = failure('TookTooLong', `it took longer than the ${Math.round(this.passed / 60_000)} min that it may`);
    return { ...ending, outcome: 'failed', failure: { ...told, ...(step !== undefined && { step }) } };
  }
}
