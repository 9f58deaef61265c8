import { scripted } from './bases';
import { deployOf } from './deploy';

/** The first deploy of an app that a script has started. */
export const adoption = deployOf('adoption', 'v2', 'recreate', scripted);
