import { fails, ok } from '../../workflows/fakes';
import { answer } from '../../workflows/world';
import { recreate } from '../support/plans';
import type { Recipe } from '../support/types';

/** An undo fails, heals at the operator's second retry. */
export default {
  plan: recreate(),
  prepare: (app) =>
    app.on('start', fails('Unhealthy')).on('undo stop', fails('CommandFailed'), fails('CommandFailed'), ok),
  async act(run) {
    await answer(run, 'retry');
    await answer(run, 'retry');
  },
} satisfies Recipe;
