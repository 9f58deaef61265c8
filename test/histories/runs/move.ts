import { move } from '../support/plans';
import type { Recipe } from '../support/types';

/** Its steps work on two hosts, and two of them wait for runs of their own. */
export default {
  plan: move(),
  workflow: 'move',
  request: { to: 'shuttle', reason: 'full' },
} satisfies Recipe;
