import { errors, isErrorCode, type ErrorCode } from './registry';

export { errors, Exit, isErrorCode, type ErrorCode, type ErrorEntry } from './registry';

/** Facts about an error that a program can read; never a secret, always JSON. */
export type ErrorDetails = Record<string, unknown>;

/** A named error. `message` says what happened; the hint comes from the registry. */
export class RoostError extends Error {
  override readonly name = 'RoostError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: ErrorDetails = {},
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }

  get hint(): string {
    return errors[this.code].hint;
  }

  get retryable(): boolean {
    return errors[this.code].retryable;
  }
}

/** What every consumer (CLI, UI, audit) shows of an error. */
export interface ErrorReport {
  code: ErrorCode;
  message: string;
  hint: string;
  details: ErrorDetails;
}

/** Reads any thrown value as a report. An error without a code is `Internal`. */
export function reportOf(error: unknown): ErrorReport {
  if (error instanceof RoostError) {
    return { code: error.code, message: error.message, hint: error.hint, details: error.details };
  }
  const message = error instanceof Error ? error.message : String(error);
  const code = (error as { code?: unknown } | null)?.code;
  if (isErrorCode(code)) return { code, message, hint: errors[code].hint, details: {} };
  return { code: 'Internal', message, hint: errors.Internal.hint, details: {} };
}
