import { deployOf } from './deploy';

/** A breaking migration that fails: the dump is put back. */
export const breakingFails = deployOf('breaking-fails', 'breaking-fails', 'recreate');
