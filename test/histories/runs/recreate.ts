import { recreate } from '../support/plans';
import type { Recipe } from '../support/types';

export default { plan: recreate(), request: { strategy: 'recreate', reason: 'asked for' } } satisfies Recipe;
