import { drill } from '../support/plans';
import type { Recipe } from '../support/types';

/** What it has proven is in its report. */
export default { plan: drill(), workflow: 'drill' } satisfies Recipe;
