import { restore } from '../support/plans';
import type { Recipe } from '../support/types';

/** What was put where is in the result. */
export default {
  plan: restore(),
  workflow: 'restore',
  request: { snapshot: 'latest', what: ['database', 'files'], paths: [], into: 'live', reason: 'asked for' },
  prepare: (app) =>
    app.on('record', () => ({
      found: {
        restored: {
          snapshot: 'abcdef0123456789',
          takenAt: '2026-01-01T02:00:00Z',
          keptUntil: '2026-01-09T02:00:00Z',
          items: [{ what: 'database phone', kept: 'database roost_kept_c0ffee0001' }],
        },
      },
    })),
} satisfies Recipe;
