import { rotationPlan } from '../../plan/cloudflare/sample';
import { fails } from '../../workflows/fakes';
import type { Recipe } from '../support/types';

/** The new token could not be stored: it is removed. */
export default {
  plan: rotationPlan(),
  workflow: 'cloudflareRotate',
  prepare: (fleet) => fleet.on('renew', fails('SecretInvalid')),
} satisfies Recipe;
