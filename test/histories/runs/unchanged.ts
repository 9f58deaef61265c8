import { unchanged } from '../support/plans';
import type { Recipe } from '../support/types';

export default { plan: unchanged() } satisfies Recipe;
