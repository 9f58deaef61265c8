import type { CancellationScope } from '@temporalio/workflow';
import type { PlanBase } from '../../../protocol/plan';
import type { Ending, EngineAdapter } from '../../engine/types';
import { Deadline } from './deadline';

/**
 * Ends a run that keeps an app down for longer than its plan says, as a cancel would: what was begun is
 * undone.
 */
export class DownBound {
  private begun = false;
  private readonly deadline = new Deadline('How long nobody may be served');

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
    this.deadline.begin(limit, this.root);
  }

  end(): void {
    this.deadline.end();
  }

  /** A run that was ended by it is undone. */
  apply(ending: Ending): Ending {
    return this.deadline.apply(ending, {
      outcome: 'undone',
      code: 'DownTooLong',
      message: (minutes) => `the app was down for ${minutes} min, which is as long as the plan allows`,
    });
  }
}
