import { commitsLeft, mayDeployByItself } from '../../../src/plan/release/hold';
import type { Hold } from '../../../src/protocol/release-record';

const hold: Hold = {
  release: 4,
  commit: 'b',
  version: null,
  commits: ['b'],
  since: '2026-01-01T00:00:00Z',
  by: 'op',
};

test.each([
  ['no hold', null, true, true],
  ['no hold, something new', null, false, true],
  ['what was left, or older', hold, true, false],
  ['something new', hold, false, true],
])('%s', (_what, held, containsNoMore, goesOn) => {
  expect(mayDeployByItself(held, containsNoMore)).toBe(goesOn);
});

test('two rollbacks in a row keep both commits out', () => {
  expect(commitsLeft(hold, 'a')).toEqual(['a', 'b']);
  expect(commitsLeft(hold, 'b')).toEqual(['b']);
  expect(commitsLeft(null, null)).toEqual([]);
});
