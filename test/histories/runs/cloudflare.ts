import { cloudflarePlan } from '../../plan/cloudflare/sample';
import type { Recipe } from '../support/types';

/** Of the fleet: neither app nor host. */
export default { plan: cloudflarePlan(), workflow: 'cloudflareApply' } satisfies Recipe;
