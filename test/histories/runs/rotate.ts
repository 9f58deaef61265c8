import { ageKeyPlan } from '../../plan/rotation/sample';
import { fails } from '../../workflows/fakes';
import type { Recipe } from '../support/types';

/** A repository took no commit: what was shared stays shared. */
export default {
  plan: ageKeyPlan(),
  workflow: 'rotate',
  prepare: (fleet) => fleet.on('share-wiki', fails('PushRefused')),
} satisfies Recipe;
