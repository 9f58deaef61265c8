import { fails } from '../../workflows/fakes';
import { recreate } from '../support/plans';
import type { Recipe } from '../support/types';

/** The app has moved on in mid-run: nothing may be undone. */
export default { plan: recreate(), prepare: (app) => app.on('stop', fails('StalePlan')) } satisfies Recipe;
