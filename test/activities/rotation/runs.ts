/** Runs of a rotation, step by step, without Temporal. */
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { Activities } from '../../../src/protocol/activities';
import type { Lease } from '../../../src/protocol/lock';
import type { RotationPlan } from '../../../src/protocol/plan';

export abstract class Runs {
  abstract readonly activities: Activities;
  /** What each step answered. */
  readonly notes: string[] = [];

  lock(name: string): Promise<Lease> {
    return this.as(name, () =>
      this.activities.acquireLock({ scope: { kind: 'fleet' }, kind: 'rotate', by: 'anna' }),
    );
  }

  async step(
    name: string,
    plan: RotationPlan,
    lease: Lease,
    i: number,
    direction: 'forward' | 'undo' = 'forward',
  ): Promise<void> {
    const { id, call } = plan.steps[i]!;
    const { scope, operation, expects: expect } = plan;
    const context = { scope, operation, step: id, ordinal: 0, lease, expect, direction, by: 'anna' };
    const body = this.activities[call.run as 'makeAgeKey'];
    const { note = '' } = await this.as(name, () => body(call.args as never, context as never));
    this.notes.push(`${direction === 'undo' ? 'undo ' : ''}${id}: ${note}`);
  }

  protected as<T>(name: string, work: () => Promise<T>): Promise<T> {
    const workflowExecution = { workflowId: name, runId: name };
    return new MockActivityEnvironment(
      { workflowExecution, scheduledTimestampMs: Date.now() },
      { logger: new DefaultLogger('ERROR') },
    ).run(work);
  }
}
