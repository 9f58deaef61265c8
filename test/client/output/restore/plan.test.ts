import { restorePairs } from '../../../../src/client/output/restore/plan';
import type { RestoreItem, RestoreSummary } from '../../../../src/protocol/steps/restore';

const summary = (item: RestoreItem): RestoreSummary => ({
  snapshot: { id: 'abcdef0123456789', time: '2026-01-01T02:00:00Z', host: 'hornbill', commit: null },
  into: 'live',
  items: [item],
  keep: 7 * 86_400_000,
});
const held = { from: 'script', bytes: 450, files: 2 };
const pairs = (item: RestoreItem) => Object.fromEntries(restorePairs(summary(item), null));

it('the plan of a restore by script says by which, and as what the former data are kept', () => {
  const shown = pairs({ kind: 'script', command: './restore.sh', keeps: [], ...held });
  expect(shown.brings).toEqual(['data by its script ./restore.sh: 2 files, 450 B']);
  expect(shown['way back']).toContain('kept as dumps and archives for');
  expect(pairs({ kind: 'folder', path: 'data', ...held })['way back']).toContain('beside the live ones');
});
