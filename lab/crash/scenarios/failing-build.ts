import { deployOf } from './deploy';

/** Ends before anything that serves was touched. */
export const failingBuild = deployOf('failing-build', 'fail-build', 'rolling');
