/** Common to all activities: heartbeats, timing, and errors with a code. */
import { ApplicationFailure, Context } from '@temporalio/activity';
import { ApplicationFailureCategory } from '@temporalio/common';
import { errors } from '../errors';
import { recordedError } from '../errors/recorded';
import type { Redactor } from '../host/redact';
import { sentences } from '../lib/sentences';
import type { Deps } from './deps';
import { beat, countTries } from './tries';

export { reportProgress } from './tries';

/** What an activity works on, for the log. Neither app nor host: the whole fleet. */
export interface About {
  app?: string | null;
  host?: string | null;
  /** A step's id in the plan. */
  step?: string;
  operation?: string;
  direction?: 'forward' | 'undo';
}

/** The run that this activity works for. */
export function currentRun(): { workflowId: string; runId: string } {
  const { workflowId = '', runId = '' } = Context.current().info.workflowExecution ?? {};
  return { workflowId, runId };
}

const BEAT_MS = 1_000;
/** How soon a lock that another run holds is asked for again. */
const LOCKED_RETRY = '1s';

/**
 * Wraps an activity: beats while it runs (a cancel arrives by the answer to a
 * beat), and turns what it throws into an `ApplicationFailure` whose type is
 * the error's code and whose text holds no secret. `about` shows what the log's
 * line about its end is about; without it there is none.
 */
export function activity<A extends unknown[], R>(
  deps: Deps,
  fn: (...args: A) => Promise<R>,
  about?: (...args: A) => About,
): (...args: A) => Promise<R> {
  return countTries(async (...args) => {
    const context = Context.current();
    const note = about && noteEnd(deps.log, about(...args));
    const beating = setInterval(() => beat(), BEAT_MS);
    try {
      const result = await fn(...args);
      note?.('done');
      return result;
    } catch (error) {
      // A cancelled activity must end as cancelled, whatever its last command threw.
      if (context.cancellationSignal.aborted) {
        note?.(context.cancellationDetails?.cancelRequested ? 'cancelled' : 'left to another attempt');
        await context.cancelled;
      }
      const host = about?.(...args).host ?? null;
      const redactor = host === null ? deps.redactor : deps.redactor.of(host);
      const failure = toFailure(error, deps, redactor);
      note?.('failed', failure);
      throw failure;
    } finally {
      clearInterval(beating);
    }
  });
}

/** One line, when it is over: it may take an hour, and Temporal shows what is under way. */
function noteEnd(log: Deps['log'], about: About): (end: string, failure?: Error) => void {
  const { workflowExecution, activityType, attempt } = Context.current().info;
  const began = performance.now();
  return (end, failure) => {
    const seconds = Math.round(performance.now() - began) / 1000;
    const { app, host, ...rest } = about;
    const where = { app: app ?? undefined, host: host ?? undefined };
    const known = {
      run: workflowExecution?.workflowId,
      ...where,
      ...rest,
      activity: activityType,
      attempt,
      seconds,
    };
    const text = sentences(
      `${about.direction === 'undo' ? 'undo of ' : ''}${about.step ?? activityType} of ${subjectOf(about)}:`,
      end,
    );
    if (!failure) return log.info(known, text);
    const code = failure instanceof ApplicationFailure ? failure.type : undefined;
    // Asked again every second while another run holds the lock.
    log[code === 'Locked' ? 'debug' : 'warn']({ ...known, code, error: failure.message }, text);
  };
}

function subjectOf({ app, host }: About): string {
  return app ?? (host ? `host ${host}` : 'the fleet');
}

function toFailure(error: unknown, deps: Deps, redactor: Redactor): Error {
  if (error instanceof ApplicationFailure) return error;
  const report = recordedError(error);
  const message = shortened(redactor.scrub(report.message));
  if (report.code === 'Internal')
    deps.log.error(
      { err: message, stack: error instanceof Error ? redactor.scrub(error.stack ?? '') : undefined },
      'unexpected error',
    );
  const details = scrubbed(report.details, redactor);
  const { retry, retryAfter } = report.traits;
  return ApplicationFailure.create({
    type: report.code,
    message,
    nonRetryable: retry === 'never' || (retry !== 'again' && !errors[report.code].retryable),
    details: [{ ...report, message, details }],
    nextRetryDelay: report.code === 'Locked' ? LOCKED_RETRY : retryAfter && retryAfter * 1_000,
    category: report.code === 'Locked' ? ApplicationFailureCategory.BENIGN : undefined,
  });
}

/** Text by text: as JSON a secret reads differently, and what is taken out may take quotes along. */
function scrubbed<T>(value: T, redactor: Redactor): T {
  if (typeof value === 'string') return shortened(redactor.scrub(value)) as T;
  if (Array.isArray(value)) return value.map((one: unknown) => scrubbed(one, redactor)) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, scrubbed<unknown>(one, redactor)]),
  ) as T;
}

const begin = 4_000;
const end = 12_000;

/** An app may log lines of megabytes; a failure of more than a few could not be reported at all. */
function shortened(text: string): string {
  const left = text.length - begin - end;
  return left > 0 ? `${text.slice(0, begin)}\n… ${left} characters left out …\n${text.slice(-end)}` : text;
}

/** Seconds that `fn` takes, beside what it returns. */
export async function timed<T>(fn: () => Promise<T>): Promise<{ value: T; seconds: number }> {
  const start = performance.now();
  const value = await fn();
  return { value, seconds: Math.round(performance.now() - start) / 1000 };
}
