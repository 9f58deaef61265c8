import type { PlannedOptions } from '../../runs/planned';

/** Of `roost restore`, whether one app is named or several. */
export interface RestoreOptions extends PlannedOptions {
  snapshot: string;
  host?: string;
  only: string[];
  path: string[];
  into: string;
  release: 'keep' | 'snapshot';
  /** Commander's word for `--no-way-back`: false where it is given. */
  wayBack: boolean;
  fromPath?: string;
  expect?: string;
  reason?: string;
  toFile?: string;
}
