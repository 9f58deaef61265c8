/** What one step works with: changes go through the fence of its lease. */
import { Context } from '@temporalio/activity';
import type { ExecOptions, ExecResult, Fence } from '../../host/types';
import type { Scope } from '../../protocol/scope';
import type { StepContext } from '../../protocol/steps/activities';
import { currentRun } from '../activity';
import type { Deps } from '../deps';
import { attemptOf, type Attempt } from './attempt';
import { jobIds } from './job-names';
import type { ScopeSite } from './types';
import { endWork } from './work';

export interface StepPart<S extends Scope> extends Attempt {
  deps: Deps;
  scope: S;
  context: StepContext<S>;
  fence: Fence;
  /** Runs a changing command while host and lock are as the plan expects. */
  change(argv: string[], options?: ExecOptions): Promise<ExecResult>;
  read(argv: string[], options?: ExecOptions): Promise<ExecResult>;
}

/** A site of whichever scope for one step. */
export async function stepOn<S extends Scope, T extends ScopeSite>(
  deps: Deps,
  site: T,
  context: StepContext<S>,
): Promise<T & StepPart<S>> {
  const { info } = Context.current();
  const attempt = attemptOf(Context.current());
  const { signal } = attempt;
  const fence: Fence = {
    token: context.lease.token,
    runId: currentRun().runId,
    operation: context.operation,
    expect: context.expect,
    direction: context.direction,
  };
  if (fence.direction === 'undo') {
    // From now on the operation's forward steps are refused, whichever run comes with them.
    await site.guard.beginUndo(fence);
    // A step that was cancelled between two attempts has left its work on the host.
    await endWork(site, jobIds(fence.runId, info.activityId, context.ordinal));
  }
  return {
    ...site,
    ...attempt,
    deps,
    scope: context.scope,
    context,
    fence,
    change: (argv, options) => site.guard.change(fence, argv, { signal, ...options }),
    read: (argv, options) => site.host.exec(argv, { signal, ...options }),
  };
}
