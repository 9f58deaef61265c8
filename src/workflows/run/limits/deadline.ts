import { CancellationScope, sleep } from '@temporalio/workflow';
import type { Ending } from '../../engine/types';
import { failure } from '../failure';
import { attended } from './attended';

/** What a limit makes of the run that it has ended. */
export interface Passed {
  outcome: Ending['outcome'];
  code: Parameters<typeof failure>[0];
  /** `minutes`: those that have passed. */
  message(minutes: number): string;
}

/** A time after which something is cancelled, and what is said of a run that ended by it. */
export class Deadline {
  /** ms, once they have passed. */
  passed: number | null = null;
  private readonly timer = new CancellationScope();

  /** `wall`: it passes even while the control host is down, because something else is due then. */
  constructor(
    private readonly title: string,
    private readonly wall = false,
  ) {}

  /** `limit` in ms. */
  begin(limit: number, scope: CancellationScope): void {
    const wait = async (): Promise<void> => {
      const pass = async (ms: number): Promise<false> => {
        await sleep(ms, { summary: this.title });
        return false;
      };
      // The time in which the control host was down is given back.
      if (this.wall) await pass(limit);
      else await attended(limit, pass, (late) => Math.min(late, limit));
      this.passed = limit;
      scope.cancel();
    };
    // The run has ended before, or was cancelled.
    void this.timer.run(wait).catch(() => undefined);
  }

  end(): void {
    this.timer.cancel();
  }

  /** A run that was ended by it was not cancelled. */
  apply(ending: Ending, { outcome, code, message }: Passed): Ending {
    this.end();
    if (this.passed === null || ending.outcome !== 'cancelled') return ending;
    const { step } = ending.failure ?? {};
    return {
      ...ending,
      outcome,
      failure: { ...failure(code, message(Math.round(this.passed / 60_000))), step },
    };
  }
}
