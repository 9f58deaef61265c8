import { CancellationScope } from '@temporalio/workflow';
import type { Ending } from '../../engine/types';
import { Deadline } from './deadline';

/** Ends work that takes longer than it may, as a cancel would: what was begun is undone. */
export class Limit {
  readonly scope = new CancellationScope();
  private readonly deadline: Deadline;

  /** `wall`: it passes even while the control host is down, because something else is due then. */
  constructor(title = 'What the run may take', wall = false) {
    this.deadline = new Deadline(title, wall);
  }

  /** ms that it had, once they have passed. */
  get passed(): number | null {
    return this.deadline.passed;
  }

  /** `limit` in ms; without one nothing is limited. */
  begin(limit: number | undefined): void {
    if (limit !== undefined) this.deadline.begin(limit, this.scope);
  }

  end(): void {
    this.deadline.end();
  }

  /** A run that was ended by its limit has failed. */
  apply(ending: Ending): Ending {
    return this.deadline.apply(ending, {
      outcome: 'failed',
      code: 'TookTooLong',
      message: (minutes) => `it took longer than the ${minutes} min that it may`,
    });
  }
}
