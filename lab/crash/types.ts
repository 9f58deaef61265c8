/** What the crash matrix speaks of. */
import type { Lane } from './lane';

export const kinds = ['before', 'effect', 'answering', 'answered', 'between'] as const;

/**
 * Where in an activity:
 * - `before`: the worker has it, nothing of it has run.
 * - `effect`: its first changing command was done, on the host or in the backup repository.
 * - `answering`: it has returned; nobody but this worker knows.
 * - `answered`: Temporal has the answer; the workflow task that follows is not reported.
 * - `between`: that workflow task is reported; what it asked for has not begun.
 */
export type Kind = (typeof kinds)[number];

export const faults = ['worker', 'ssh', 'temporal', 'docker', 'host', 'powercut', 'long'] as const;
export type Fault = (typeof faults)[number];

/** Containers and processes on the host die. */
export const stopsContainers = (fault: Fault): boolean => ['docker', 'host', 'powercut'].includes(fault);
/** SSH is gone with the command's answer. */
export const cutsConnections = (fault: Fault): boolean => ['ssh', 'host', 'powercut'].includes(fault);
/** At these the worker dies by its own hand, at the very point. */
export const killsItself = (fault: Fault): boolean => fault === 'worker' || fault === 'long';

export interface Blow {
  strike(lane: Lane): Promise<void>;
  /** ms until it is brought back. */
  lasts: number;
  mend(lane: Lane): Promise<void>;
}

/** A place in a run. `activity`: a step's id, `undo:ID`, or the activity's own name where it is no step. */
export interface Point {
  activity: string;
  kind: Kind;
}

export interface Strike extends Point {
  fault: Fault;
}

/** One square of the matrix. */
export interface Cell extends Strike {
  scenario: string;
  mutant?: string;
}

export type Word = 'same' | 'undone' | 'waiting' | 'named' | 'wrong';

export interface Verdict {
  word: Word;
  /** Of `wrong`: what is not as it should be. */
  why: string[];
}

export interface CellResult extends Cell, Verdict {
  seconds: number;
}

export const cellName = ({ scenario, fault, activity, kind, mutant }: Cell): string =>
  [scenario, fault, activity, kind, ...(mutant ? [mutant] : [])].join('/');
