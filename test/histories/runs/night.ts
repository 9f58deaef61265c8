import type { NightRecipe } from '../support/types';

/** Every way in which an app's run ends, a second try, and a task of the upkeep that fails. */
export default {
  apps: ['phone', 'ScriptFailed', 'LockWaitTimeout-once', 'nothing', 'site'],
  course: { missing: ['site'], broken: 'pruneRepository', warnings: ['an older fleet file'] },
} satisfies NightRecipe;
