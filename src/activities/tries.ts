/** Counts the time in which an activity could be done, over all its tries. */
import { ApplicationFailure, Context } from '@temporalio/activity';
import { RoostError } from '../errors';
import { recordedError } from '../errors/recorded';
import { patienceIn } from '../protocol/patience';

/** What the tries so far took: kept with the heartbeats, which the next try gets, in whichever worker. */
interface Kept {
  /** ms. */
  used: number;
  /** When that was, ms since 1970. */
  at: number;
  /** The try has ended, and the server has heard how. */
  ended?: true;
  /** The control host was down between two tries, and the count began anew with the later one. */
  anew?: true;
}

const triesOf = new WeakMap<Context, Tries>();

class Tries {
  readonly limit: number;
  private readonly before: number;
  /** The try before took too long, or its worker died. */
  readonly cutShort: boolean;
  /** The control host was away since the first try. */
  readonly anew: boolean;
  /** It stands still while the machine sleeps. */
  private readonly began = performance.now();
  progress: object | undefined;

  constructor(private readonly context: Context) {
    const { retryPolicy, heartbeatDetails } = context.info;
    const { limit, absence } = patienceIn(retryPolicy?.nonRetryableErrorTypes);
    this.limit = limit;
    const { used, at, ended, anew } = (heartbeatDetails ?? {}) as Partial<Kept>;
    const pause = Date.now() - (at ?? 0);
    const wasAway = used !== undefined && pause > absence;
    this.cutShort = ended !== true;
    this.anew = anew === true || wasAway;
    this.before = used === undefined || wasAway ? 0 : used + Math.max(0, pause);
  }

  get used(): number {
    return this.before + performance.now() - this.began;
  }

  get isOver(): boolean {
    return this.used >= this.limit;
  }

  beat(more: Pick<Kept, 'ended'> = {}): void {
    const anew = this.anew || undefined;
    const kept: Kept = { used: Math.round(this.used), at: Date.now(), anew, ...more };
    this.context.heartbeat({ ...this.progress, ...kept });
  }
}

/**
 * ms of all tries of the present activity in which it could be done. Undefined where they are not counted.
 */
export const timeUsed = (): number | undefined => triesOf.get(Context.current())?.used;

/** The control host was away since the first try of the present activity. */
export const wasAway = (): boolean => triesOf.get(Context.current())?.anew === true;

/** Where tries are not counted, only that it is alive. */
export function beat(): void {
  const context = Context.current();
  const tries = triesOf.get(context);
  if (tries) tries.beat();
  else context.heartbeat();
}

/** Sends the progress of this activity with its next heartbeat. */
export function reportProgress(progress: Record<string, string | number>): void {
  const tries = triesOf.get(Context.current());
  if (tries) tries.progress = progress;
}

/**
 * Ends the tries of an activity when they have taken as long as they may.
 * Errors: `CommandTimeout`, and those of `fn`, then final.
 */
export function countTries<A extends unknown[], R>(
  fn: (...args: A) => Promise<R>,
): (...args: A) => Promise<R> {
  return async (...args) => {
    const context = Context.current();
    const tries = new Tries(context);
    triesOf.set(context, tries);
    if (tries.isOver && tries.cutShort) throw final(tooLong(tries.limit));
    tries.beat();
    try {
      return await fn(...args);
    } catch (error) {
      tries.beat({ ended: true });
      const isFinal = tries.isOver && !context.cancellationSignal.aborted;
      throw isFinal && error instanceof ApplicationFailure ? final(error) : error;
    }
  };
}

function final({ message, type, details, category, cause }: ApplicationFailure): ApplicationFailure {
  return ApplicationFailure.create({
    message,
    type: type ?? undefined,
    nonRetryable: true,
    details: details ?? undefined,
    category: category ?? undefined,
    cause,
  });
}

function tooLong(limit: number): ApplicationFailure {
  const error = new RoostError(
    'CommandTimeout',
    `It was tried for ${Math.round(limit / 60_000)} min and did not end.`,
  );
  return ApplicationFailure.create({
    message: error.message,
    type: error.code,
    details: [recordedError(error)],
  });
}
