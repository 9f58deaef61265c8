import { fails } from '../../workflows/fakes';
import { backup } from '../support/plans';
import type { Recipe } from '../support/types';

/**
 * The repository does not take it: the lock is free already, the
 * copies stay. Of a night: the result is brief.
 */
export default {
  plan: backup({ script: { command: 'scripts/backup.sh', output: 'backup' } }),
  workflow: 'backup',
  request: { night: 'night-2026-01-01', lockWait: 60_000 },
  prepare: (app) => app.on('snapshot', fails('ResticFailed')),
} satisfies Recipe;
