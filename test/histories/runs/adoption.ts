import { adoption } from '../support/plans';
import type { Recipe } from '../support/types';

export default { plan: adoption() } satisfies Recipe;
