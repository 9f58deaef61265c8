import { fails } from '../../workflows/fakes';
import { drill } from '../support/plans';
import type { Recipe } from '../support/types';

/** All of it is removed. */
export default {
  plan: drill(),
  workflow: 'drill',
  prepare: (app) => app.on('start', fails('Unhealthy')),
} satisfies Recipe;
