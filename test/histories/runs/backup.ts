import { backup } from '../support/plans';
import type { Recipe } from '../support/types';

/** The lock is free from the pull on; what the record tells is a warning. */
export default {
  plan: backup(),
  workflow: 'backup',
  request: { reason: 'asked for' },
  prepare: (app) => app.on('record', () => ({ warnings: ['Less than before: postgres.'] })),
} satisfies Recipe;
