import { fails } from '../../workflows/fakes';
import { restoring } from '../support/plans';
import type { Recipe } from '../support/types';

/** The present data come back. */
export default {
  plan: restoring(),
  workflow: 'rollback',
  request: { restoreData: true },
  prepare: (app) => app.on('start', fails('Unhealthy')),
} satisfies Recipe;
