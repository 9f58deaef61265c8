import { recreate } from '../support/plans';
import type { Recipe } from '../support/types';

export default { plan: recreate(), request: { expect: 'ffffffffffffffff' } } satisfies Recipe;
