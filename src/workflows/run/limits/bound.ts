import { CancellationScope, sleep } from '@temporalio/workflow';
import type { PlanBase } from '../../../protocol/plan';
import type { Ending, EngineAdapter } from '../../engine/types';
import { failure } from '../failure';
import { attended } from './attended';

/**
 * Ends a run that keeps an app down for longer than its plan says, as a cancel would: what was begun is
 * undone.
 */
export class DownBound {
  private passed: number | null = null;
  private begun = false;
  private readonly timer = new CancellationScope();

  /** `root`: what is cancelled. */
  constructor(private readonly root: CancellationScope) {}

  /** Begins with the plan's step; nothing is asked of Temporal for plans without a bound. */
  watch(plan: PlanBase, { call, ...adapter }: EngineAdapter): EngineAdapter {
    const { down } = plan;
    if (!down) return { call, ...adapter };
    const watched: EngineAdapter['call'] = async (job) => {
      const { step, direction } = job.context;
      if (direction === 'forward' && step === down.from) this.begin(down.limit);
      const report = await call(job);
      const commits = plan.steps.find(({ id }) => id === step)?.commits;
      if (direction === 'forward' && commits) this.end();
      return report;
    };
    return { ...adapter, call: watched };
  }

  private begin(limit: number): void {
    if (this.begun) return;
    this.begun = true;
    const wait = async (): Promise<void> => {
      const pass = async (ms: number): Promise<false> => {
        await sleep(ms, { summary: 'How long nobody may be served' });
        return false;
      };
      await attended(limit, pass, (late) => Math.min(late, limit));
      this.passed = limit;
      this.root.cancel();
    };
    // The run has ended before, or was cancelled.
    void this.timer.run(wait).catch(() => undefined);
  }

  end(): void {
    this.timer.cancel();
  }

  /** A run that was ended by it was not cancelled. */
  apply(ending: Ending): Ending {
    this.end();
    if (this.passed === null || ending.outcome !== 'cancelled') return ending;
    const { step } = ending.failure ?? {};
    const tooLong = failure(
      'DownTooLong',
      `the app was down for ${Math.round(this.passed / 60_000)} min, which is as long as the plan allows`,
    );
    return { ...ending, outcome: 'undone', failure: { ...tooLong, step } };
  }
}
