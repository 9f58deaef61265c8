import type { NightRecipe } from '../support/types';

/** The fleet file cannot be read: that is told. */
export default {
  apps: [],
  course: { broken: 'planNight' },
} satisfies NightRecipe;
