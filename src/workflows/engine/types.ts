/**
 * What the engine needs of its adapter. It knows nothing of Temporal, so
 * that a test can run thousands of plans through it in a second.
 */
import type { Failure, Outcome, Verb, Waiting } from '../../protocol/run';
import type { StepReport, UnlockedContext } from '../../protocol/steps/activities';
import type { Call, RetryClass } from '../../protocol/steps/step';

/** One call of a step's activity; the adapter adds the lease. */
export interface Job {
  title: string;
  call: Call;
  retry: RetryClass;
  limit?: number;
  tries?: number;
  /** Called without a lease. */
  unlocked?: true;
  context: UnlockedContext;
}

export type Question = Omit<Waiting, 'id'>;

export interface Answer {
  verb: Verb;
  by: string;
  reason?: string;
}

export interface EngineAdapter {
  /** An undo that finds the lock lost takes it again and throws `Retaken`. */
  call(job: Job): Promise<StepReport>;
  /** Frees the lock: what follows needs none. */
  unlock(): Promise<void>;
  /**
   * Whether the lock was lost in between: another run of this operation
   * may have gone further than this one knows.
   */
  lostLock(): boolean;
  /** Steps that runs of this operation had begun when the lock was taken again. */
  begun(): readonly string[];
  ask(question: Question): Promise<Answer>;
  /**
   * Whether what changed under that name applies to this run: false in the
   * replay of one that has passed there before.
   */
  patched(change: string): boolean;
  /** Whether the run was asked to end. */
  cancelled(): boolean;
  /** Runs work that a cancel does not touch. */
  shield<T>(work: () => Promise<T>): Promise<T>;
  /** Runs all side by side; the first failure cancels the others and is thrown when all have ended. */
  together(works: (() => Promise<void>)[]): Promise<void>;
}

/** The lock was lost and is held again: there may be more to undo. */
export class Retaken extends Error {}

/** On whose behalf. */
export interface Who {
  by: string;
  reason?: string;
}

export interface Ending {
  outcome: Outcome;
  failure: Failure | null;
  cause?: unknown;
}
