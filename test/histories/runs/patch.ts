import { patchPlan } from '../../plan/patch/sample';
import type { Recipe } from '../support/types';

/** A host is upgraded and restarted, in five steps. */
export default { plan: patchPlan(), workflow: 'patch' } satisfies Recipe;
