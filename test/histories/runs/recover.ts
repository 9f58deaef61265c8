import { recovery } from '../support/plans';
import type { Recipe } from '../support/types';

/** Of the host's scope; its long steps wait for runs of their own. */
export default { plan: recovery(), workflow: 'recover', request: { reason: 'it burnt' } } satisfies Recipe;
