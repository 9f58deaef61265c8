import { fails } from '../../workflows/fakes';
import { backup } from '../support/plans';
import type { Recipe } from '../support/types';

/** A copy fails, and its undo too: nobody is asked. */
export default {
  plan: backup(),
  workflow: 'backup',
  prepare: (app) =>
    app.on('copy-folder', fails('CopyUnreadable')).on('undo copy-postgres', fails('CommandFailed')),
} satisfies Recipe;
