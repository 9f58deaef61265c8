import { deployOf } from './deploy';

/** A safe migration that fails: what it added stays. */
export const failingPostdeploy = deployOf('failing-postdeploy', 'postdeploy-fails', 'recreate');
