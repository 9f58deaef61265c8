import type { NightRecipe } from '../support/types';

/** The first run of a night that goes on as another, its history being long enough. */
export default {
  apps: Array.from({ length: 12 }, (_, i) => `app${i}`),
  settings: ['limit.historyCount.suggestContinueAsNew=40'],
} satisfies NightRecipe;
