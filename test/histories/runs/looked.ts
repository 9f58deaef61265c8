import { rolling } from '../support/plans';
import type { Recipe } from '../support/types';

/** `--plan`: no lock, nothing is changed. */
export default { plan: rolling(), workflow: 'planDeploy' } satisfies Recipe;
