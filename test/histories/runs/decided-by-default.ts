import { fails } from '../../workflows/fakes';
import { breaking } from '../support/plans';
import type { Recipe } from '../support/types';

/** Nobody answers in time: the dump is put back. */
export default {
  plan: breaking(500),
  prepare: (app) => app.on('postdeploy', fails('OutcomeUnknown')),
} satisfies Recipe;
