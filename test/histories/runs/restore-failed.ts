import { fails, ok } from '../../workflows/fakes';
import { answer } from '../../workflows/world';
import { breaking } from '../support/plans';
import type { Recipe } from '../support/types';

/** The data do not come back at once: nothing else is undone before they are. */
export default {
  plan: breaking(),
  prepare: (app) =>
    app.on('postdeploy', fails('ScriptFailed')).on('undo postdeploy', fails('RestoreFailed'), ok),
  async act(run) {
    await answer(run, 'retry');
  },
} satisfies Recipe;
