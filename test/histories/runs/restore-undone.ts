import { fails } from '../../workflows/fakes';
import { restore } from '../support/plans';
import type { Recipe } from '../support/types';

/** Not healthy on the restored data: the former ones get their place back. */
export default {
  plan: restore(),
  workflow: 'restore',
  prepare: (app) => app.on('start', fails('Unhealthy', 'app ended with code 1')),
} satisfies Recipe;
