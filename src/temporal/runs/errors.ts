/**
 * Reads what Temporal's client throws. By name and shape, not by class: the
 * SDK must not be loaded for a verb that never asks Temporal.
 */
import { type ErrorReport, errors, isErrorCode, reportFor, reportOf, RoostError } from '../../errors';
import { readRecorded } from '../../errors/recorded';
import { isRunResult } from '../../protocol/run';
import type { RunResult } from '../../protocol/run';

interface Link {
  name?: string;
  message?: string;
  type?: string | null;
  details?: unknown[] | null;
  code?: unknown;
  cause?: unknown;
}

const UNREACHABLE = [4, 14]; // gRPC: deadline exceeded, unavailable

/** Undefined for an error that is not Temporal's. */
export function reportOfTemporal(error: unknown): ErrorReport | undefined {
  const links = chain(error);
  const coded = links.find((link) => isErrorCode(link.type));
  if (coded && isErrorCode(coded.type)) {
    const report = reportFor(coded.type, bare(coded.type, coded.message ?? ''));
    return { ...report, details: readRecorded(coded.details)?.details ?? {} };
  }
  const names = links.map((link) => link.name);
  if (names.includes('WorkflowNotFoundError')) return reportFor('UnknownRun', 'Temporal knows no such run');
  if (names.includes('WorkflowExecutionAlreadyStartedError'))
    return reportFor('BackupRunning', 'A run under this name is under way');
  if (names.includes('TerminatedFailure')) return reportFor('Terminated', 'the run was terminated');
  if (names.includes('TimeoutFailure')) return reportFor('TookTooLong', 'the run timed out');
  if (names.includes('CancelledFailure')) return reportFor('Cancelled', 'the run was cancelled');
  if (links.some((link) => UNREACHABLE.includes(link.code as number))) {
    return reportFor('TemporalUnreachable', `Temporal does not answer: ${innermost(error)}`);
  }
  return undefined;
}

/** The report of any error, with those of Temporal's client recognised. */
export const toReport = (error: unknown): ErrorReport =>
  error instanceof RoostError ? reportOf(error) : (reportOfTemporal(error) ?? reportOf(error));

/** The result of a failed run: the first detail of its failure. */
export function resultOfFailure(error: unknown): RunResult | null {
  for (const link of chain(error)) {
    const details = link.details?.[0];
    if (isRunResult(details)) return details;
  }
  return null;
}

/** The server's own message, without gRPC's number and name. */
export const innermost = (error: unknown): string =>
  (chain(error).at(-1)?.message ?? String(error)).replace(/^\d+ [A-Z_]+: /, '');

/** The report of a run's recorded failure. */
export function reportOfResult(result: RunResult): ErrorReport | null {
  const { failure } = result;
  if (!failure) return null;
  const code = isErrorCode(failure.code) ? failure.code : 'Internal';
  const details = failure.step === undefined ? {} : { step: failure.step };
  return { code, message: failure.message, hint: failure.hint || errors[code].hint, details };
}

function chain(error: unknown): Link[] {
  const links: Link[] = [];
  for (let at = error; typeof at === 'object' && at !== null && links.length < 10; at = (at as Link).cause)
    links.push(at as Link);
  return links;
}

/** Runs record `CODE: message (hint: …)` for the UI; here code and hint are fields. */
function bare(code: string, message: string): string {
  return message.replace(`${code}: `, '').replace(/ \(hint: [^]*\)$/, '');
}
