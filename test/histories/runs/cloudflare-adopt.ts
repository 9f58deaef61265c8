import { adoptionPlan } from '../../plan/cloudflare/sample';
import type { Recipe } from '../support/types';

export default { plan: adoptionPlan(), workflow: 'cloudflareAdopt' } satisfies Recipe;
