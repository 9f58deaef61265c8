import { cloudflarePlan } from '../../plan/cloudflare/sample';
import { fails } from '../../workflows/fakes';
import type { Recipe } from '../support/types';

/** Nothing is undone, and nobody is asked. */
export default {
  plan: cloudflarePlan(),
  workflow: 'cloudflareApply',
  prepare: (fleet) => fleet.on('ingress-hornbill', fails('CloudflareChanged')),
} satisfies Recipe;
