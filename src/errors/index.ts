import { errors, isErrorCode, type ErrorCode } from './registry';
import type { ErrorTraits } from './traits';

export { errors, Exit, isErrorCode, type ErrorCode, type ErrorEntry } from './registry';
export type { ErrorTraits } from './traits';

/** Facts about an error, to be shown. JSON, without secrets. What programs do about it is in its traits. */
export type ErrorDetails = Record<string, unknown>;

/** A named error. `message` shows what happened; the hint comes from the registry. */
export class RoostError extends Error {
  override readonly name = 'RoostError';
  readonly traits: ErrorTraits;

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: ErrorDetails = {},
    { cause, ...traits }: ErrorTraits & { cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.traits = traits;
  }

  get hint(): string {
    return errors[this.code].hint;
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

/** The report of a code, with the registry's hint. */
export function reportFor(code: ErrorCode, message: string, details: ErrorDetails = {}): ErrorReport {
  return { code, message, hint: errors[code].hint, details };
}
