import { CancellationScope, sleep } from '@temporalio/workflow';
import type { Ending } from '../../engine/types';
import { failure } from '../failure';
import { attended } from './attended';

/** Ends work that takes longer than it may, as a cancel would: what was begun is undone. */
export class Limit {
  readonly scope = new CancellationScope();
  /** ms that it had, once they have passed. */
  passed: number | null = null;
  private readonly timer = new CancellationScope();

  /** `wall`: it passes even while the control host is down, because something else is due then. */
  constructor(
    private readonly title = 'What the run may take',
    private readonly wall = false,
  ) {}

  /** `limit` in ms; without one nothing is limited. */
  begin(limit: number | undefined): void {
    if (limit === undefined) return;
    const wait = async (): Promise<void> => {
      const pass = async (ms: number): Promise<false> => {
        await sleep(ms, { summary: this.title });
        return false;
      };
      // The time in which the control host was down is given back.
      if (this.wall) await pass(limit);
      else await attended(limit, pass, (late) => Math.min(late, limit));
      this.passed = limit;
      this.scope.cancel();
    };
    // The run has ended before, or was cancelled.
    void this.timer.run(wait).catch(() => undefined);
  }

  end(): void {
    this.timer.cancel();
  }

  /** A run that was ended by its limit was not cancelled: it has failed. */
  apply(ending: Ending): Ending {
    this.end();
    if (this.passed === null || ending.outcome !== 'cancelled') return ending;
    const { step } = ending.failure ?? {};
    const tooLong = failure(
      'TookTooLong',
      `it took longer than the ${Math.round(this.passed / 60_000)} min that it may`,
    );
    return { ...ending, outcome: 'failed', failure: { ...tooLong, step } };
  }
}
