import { deployOf } from './deploy';

/** A breaking migration that succeeds: the dump from before it is kept. */
export const breaking = deployOf('breaking', 'v4-breaking', 'recreate');
