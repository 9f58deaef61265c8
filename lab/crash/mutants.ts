/** Defects planted in the worker: if the matrix does not see them it sees nothing. */
import type { Fault } from './types';

export interface Mutant {
  name: string;
  /** Its cells are tried until one shows the defect. */
  scenario: string;
  says: string;
  /** What it shows under; default: the worker's death. */
  fault?: Fault;
}

/** Each shows only in a run that was struck: an undisturbed one looks well. */
export const mutants: Mutant[] = [
  { name: 'lock-kept', scenario: 'recreate', says: 'the lock is not released' },
  { name: 'second-start', scenario: 'recreate', says: 'a retry starts the script again' },
  { name: 'undo-left-out', scenario: 'never-healthy', says: 'an undo does nothing' },
  { name: 'flag-leaked', scenario: 'recreate', says: 'the maintenance flag stays on' },
  { name: 'env-stale', scenario: 'recreate', says: "the former release's env file lies in the app's folder" },
  { name: 'wall-time', scenario: 'recreate', says: 'limits count the time away', fault: 'long' },
];
