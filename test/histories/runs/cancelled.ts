import { hangs } from '../../workflows/fakes';
import { until } from '../../workflows/world';
import { recreate } from '../support/plans';
import type { Recipe } from '../support/types';

/** Cancelled while the new release starts. */
export default {
  plan: recreate(),
  prepare: (app) => app.on('start', hangs),
  async act(run, app) {
    await until(() => app.count('start'));
    await run.cancel();
  },
} satisfies Recipe;
