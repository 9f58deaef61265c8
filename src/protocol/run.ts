/** How far a run is, and what it leaves: shown by the client, recorded by Temporal. */
import type { Plan } from './plan';
import type { Found } from './steps/step';

export type StepState =
  | 'pending'
  | 'running'
  | 'done'
  | 'failed'
  | 'warned'
  | 'skipped'
  | 'waiting'
  | 'undone'
  | 'undoing'
  | 'undo-failed';

/** One line of the checklist. */
export interface StepProgress {
  id: string;
  title: string;
  state: StepState;
  /** Seconds the activity took, when it ended. */
  seconds?: number;
  note?: string;
}

/** An error as runs record it. */
export interface Failure {
  code: string;
  message: string;
  hint: string;
  step?: string;
}

/** A run that waits for an operator. */
export interface Waiting {
  /** Binds a decision to this very wait. */
  id: string;
  step: string;
  title: string;
  failure: Failure;
  verbs: Verb[];
  /** What each answer does. */
  prompt: string;
  default: 'undo' | 'stay';
  /** ms until the default, from the beginning of the wait; null: never. */
  after: number | null;
}

export type Verb = 'retry' | 'skip' | 'undo' | 'abort';

export interface Progress {
  phase: 'provisioning' | 'locking' | 'planning' | 'running' | 'undoing' | 'waiting' | 'ended';
  plan: Plan | null;
  steps: StepProgress[];
  waiting: Waiting | null;
  failure: Failure | null;
}

export type Outcome = 'succeeded' | 'unchanged' | 'undone' | 'failed' | 'cancelled' | 'refused';

/** What a run leaves: its result, or the first detail of its failure. */
export interface RunResult {
  outcome: Outcome;
  plan: Plan | null;
  steps: StepProgress[];
  warnings: string[];
  failure: Failure | null;
  /** What steps have found out; absent: nothing. */
  found?: Found;
}

/** Whether a run's recorded result is one of a run with steps. */
export const isRunResult = (value: unknown): value is RunResult =>
  typeof value === 'object' && value !== null && 'outcome' in value && 'steps' in value;

/** An operator's answer to a run that waits. */
export interface Decision {
  /** `waiting.id` of the run's progress: a decision is for one wait, never for a later one. */
  waitId: string;
  verb: Verb;
  by?: string;
  reason?: string;
}
