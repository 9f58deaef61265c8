import type { Failure } from '../../protocol/run';

/**
 * Why the way forward ended:
 * - `undo`: a step failed.
 * - `cancel`: somebody cancelled; undone as well.
 * - `abort`: an operator wants everything left as it stands.
 * - `refuse`: another run owns the app.
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
