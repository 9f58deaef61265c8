import { fails, ok } from '../../workflows/fakes';
import { answer } from '../../workflows/world';
import { breaking } from '../support/plans';
import type { Recipe } from '../support/types';

/** The operator has the script run again, and takes the failed look at the end for good. */
export default {
  plan: breaking(),
  prepare: (app) => app.on('postdeploy', fails('OutcomeUnknown'), ok).on('verify', fails('UrlFailed')),
  async act(run) {
    await answer(run, 'retry');
    await answer(run, 'skip');
  },
} satisfies Recipe;
