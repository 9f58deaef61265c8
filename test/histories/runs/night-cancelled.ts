import { until } from '../../workflows/world';
import type { NightRecipe } from '../support/types';

/** By an operator, while an app's run is under way. */
export default {
  apps: ['phone', 'hangs'],
  async act(night, world) {
    await until(() => world.tries.has('hangs'));
    await night.cancel();
  },
} satisfies NightRecipe;
