import type { NightRecipe } from '../support/types';

/**
 * Apps that succeed, fail, succeed at a second try, have nothing, or are not in the
 * repository; and a task of the upkeep that fails.
 */
export default {
  apps: ['phone', 'ScriptFailed', 'LockWaitTimeout-once', 'nothing', 'site'],
  course: { missing: ['site'], broken: 'pruneRepository', warnings: ['an older fleet file'] },
} satisfies NightRecipe;
