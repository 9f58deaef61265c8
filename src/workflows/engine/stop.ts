import type { Failure } from '../../protocol/run';

/**
 * Why the steps ended before the commit point:
 * - `undo`: a step failed.
 * - `cancel`: the run was cancelled; undone as well.
 * - `abort`: an operator wants everything left as it stands.
 * - `refuse`: another run has taken over.
 */
export type StopKind = 'undo' | 'cancel' | 'abort' | 'refuse';

export class Stop extends Error {
  constructor(
    readonly kind: StopKind,
    readonly failure: Failure,
    options?: { cause?: unknown },
  ) {
    super(failure.message, options);
  }
}
