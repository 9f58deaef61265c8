import { ahead, migrated } from './bases';
import type { Base, Scenario } from './types';

const rollbackFrom = (name: string, base: Base, options: Record<string, unknown>): Scenario => ({
  name,
  workflow: 'rollback',
  base,
  request: async () => ({ app: 'phone', ...options }),
});

/** To kept images, beside the release that is left. */
export const rollback = rollbackFrom('rollback', ahead, { strategy: 'rolling' });

/** Over a breaking migration: the data go back too. */
export const rollbackData = rollbackFrom('rollback-data', migrated, { restoreData: true });
