import { provisionPlan } from '../../plan/provision/sample';
import type { Recipe } from '../support/types';

/** A bare host, in four steps. */
export default { plan: provisionPlan(), workflow: 'provision' } satisfies Recipe;
