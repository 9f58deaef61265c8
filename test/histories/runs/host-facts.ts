import { hostFacts, hostPlan } from '../../plan/host/sample';
import type { Recipe } from '../support/types';

/** Of a host, not of an app: what it finds is in its result. */
export default {
  plan: hostPlan(),
  workflow: 'hostFacts',
  prepare: (host) => host.on('read', () => ({ found: { hostFacts: hostFacts() } })),
} satisfies Recipe;
