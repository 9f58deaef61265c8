/** A step of a plan: one activity call, how it is undone and retried. */
import type { BackupFound, BackupStepArgs } from './backup';
import type { CloudflareStepArgs } from './cloudflare';
import type { DrillStepArgs } from './drill';
import type { HostFound, HostStepArgs } from './host';
import type { MoveFound, MoveStepArgs } from './move';
import type { PatchStepArgs } from './patch';
import type { ProvisionStepArgs } from './provision';
import type { RecoverFound, RecoverStepArgs } from './recover';
import type { RehearsalStepArgs } from './rehearsal';
import type { ReleaseStepArgs } from './release';
import type { RestoreFound, RestoreStepArgs } from './restore';
import type { RotationStepArgs } from './rotation';

/** Arguments of every kind of step; each kind is one activity, declared by the operation that owns it. */
type AllArgs = ReleaseStepArgs &
  BackupStepArgs &
  RestoreStepArgs &
  DrillStepArgs &
  HostStepArgs &
  ProvisionStepArgs &
  PatchStepArgs &
  RecoverStepArgs &
  MoveStepArgs &
  CloudflareStepArgs &
  RotationStepArgs &
  RehearsalStepArgs;

/** What steps add to the run's result, by name; each part is small. */
export type Found = Partial<HostFound & RestoreFound & RecoverFound & MoveFound & BackupFound>;

export type StepKind = keyof AllArgs;

export type ArgsOf<K extends StepKind> = AllArgs[K];

/** One activity call. */
export type Call = { [K in StepKind]: { run: K; args: AllArgs[K] } }[StepKind];

/**
 * How a step is retried:
 * - `short`: seconds; again and again for some minutes, so that a rebooting host is waited for.
 * - `long`: a job that may take hours; a retry re-attaches.
 * - `health`: ends by its own wait; an unhealthy answer is final.
 */
export type RetryClass = 'short' | 'long' | 'health';

/**
 * What a failure of the step means:
 * - `undo`: what was done is undone.
 * - `ask`: an operator decides (see `ask`), since undoing loses something.
 * - `warn`: the run goes on and the warning is reported.
 */
export type OnFailure = 'undo' | 'ask' | 'warn';

/** What happens without a decision in time. `stay`: the run waits on, lock held. */
export interface Ask {
  default: 'undo' | 'stay';
  /** What each answer would do, for the operator. */
  prompt: string;
}

export interface StepUndo {
  title: string;
  call: Call;
  /** Default `health`. */
  retry?: RetryClass;
  /** A later step's id: once that has begun, in whichever run, this is done only when an operator says so. */
  freeUntil?: string;
  /** What each answer to that question would do. */
  prompt?: string;
  /**
   * Ids of later steps. This is not tried before each of them is undone, if it was begun: it would lead away
   * from what they bring back. Absent in plans of older versions: then those that put data back.
   */
  needs?: string[];
}

export interface Step {
  /** Unique in the plan: `build`, `flag-on`. */
  id: string;
  /** As in a runbook: "Build the images of a1b2c3d". */
  title: string;
  call: Call;
  undo?: StepUndo;
  retry: RetryClass;
  onFailure: OnFailure;
  /** Never run twice in one operation: a lost outcome is asked about, not retried. */
  once?: true;
  /** Needed for `once` and for `onFailure: 'ask'`. */
  ask?: Ask;
  /** Seconds that one try may take. */
  limit?: number;
  /** Seconds that all its tries may take; absent: as its retry class says. */
  tries?: number;
  /** Steps with the same group run side by side. */
  group?: string;
  /**
   * The step after which nothing is undone: the run has succeeded, even if a later step fails.
   * Later steps expect the new release, if there is one.
   */
  commits?: true;
  /** Needs no lock: it is freed beside the first such step, and nothing can be undone from then on. */
  unlocked?: true;
}
