/** How one attempt of an activity may end from outside. */
import type { Context } from '@temporalio/activity';

export interface Attempt {
  /** Aborted whatever ends it. */
  signal: AbortSignal;
  /** What that means for work which outlives the attempt: options of jobs and one-offs. */
  work: {
    /** The run was cancelled: the work has to end. */
    signal: AbortSignal;
    /** The worker ends, or the server has given this attempt up: another attempt goes on with the work. */
    leave: AbortSignal;
  };
}

export function attemptOf(context: Context): Attempt {
  const signal = context.cancellationSignal;
  const [cancelled, left] = [new AbortController(), new AbortController()];
  const end = (): void =>
    (context.cancellationDetails?.cancelRequested ? cancelled : left).abort(signal.reason);
  if (signal.aborted) end();
  else signal.addEventListener('abort', end, { once: true });
  return { signal, work: { signal: cancelled.signal, leave: left.signal } };
}
