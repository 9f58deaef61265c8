import { until } from '../../workflows/world';
import type { NightRecipe } from '../support/types';

/** Its time runs out: one app's run ends with it, one does not, others were not begun. */
export default {
  apps: ['deaf', 'hangs', 'recorded', 'phone', 'site'],
  course: { left: 2_000, grace: 1_000 },
  async act(night, world) {
    await until(() => world.told.report !== undefined);
    await world.env.client.workflow.getHandle('backup-deaf').terminate();
  },
} satisfies NightRecipe;
