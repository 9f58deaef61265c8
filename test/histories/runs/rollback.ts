import { rollback } from '../support/plans';
import type { Recipe } from '../support/types';

export default { plan: rollback(), workflow: 'rollback', request: { reason: 'asked for' } } satisfies Recipe;
