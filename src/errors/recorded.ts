/** An error in a run's history: the first of the details of an activity's failure. */
import type { ErrorTraits } from './traits';
import { reportOf, RoostError, type ErrorReport } from './index';

export interface RecordedError extends ErrorReport {
  /** Missing in failures that were recorded before there were traits. */
  traits?: ErrorTraits;
}

export function recordedError(error: unknown): Required<RecordedError> {
  const traits = error instanceof RoostError ? error.traits : {};
  return { ...reportOf(error), traits };
}

/** Reads the details of a failure. Null: they are of another kind. */
export function readRecorded(details: readonly unknown[] | null | undefined): RecordedError | null {
  const first = details?.[0] as Partial<RecordedError> | null | undefined;
  if (typeof first !== 'object' || first === null) return null;
  return typeof first.code === 'string' && 'message' in first ? (first as RecordedError) : null;
}

/** The traits that a failure's details carry. */
export const traitsIn = (details: readonly unknown[] | null | undefined): ErrorTraits =>
  readRecorded(details)?.traits ?? {};
