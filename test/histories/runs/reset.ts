import { fails, fencedBy, hangs } from '../../workflows/fakes';
import { resetBefore, until } from '../../workflows/world';
import { recreate } from '../support/plans';
import type { Recipe } from '../support/types';

/** Reset in mid-plan: takes the lock anew, fails, and takes back what the former run has begun, too. */
export default {
  plan: recreate(),
  prepare: (app) => app.on('start', hangs),
  async act(run, app, world) {
    await until(() => app.count('start'));
    app.on('flag-on', fencedBy(app), fails('HostMisconfigured'));
    return resetBefore(world, run, 'Maintenance flag on');
  },
} satisfies Recipe;
