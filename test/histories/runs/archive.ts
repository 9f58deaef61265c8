import { archive } from '../support/plans';
import type { Recipe } from '../support/types';

/** It holds the lock to its end. */
export default { plan: archive(), workflow: 'archive', request: { reason: 'over' } } satisfies Recipe;
