import { releasesLines } from '../../../../src/client/output/release/releases';
import { plain } from '../../../../src/client/output/theme';
import { moment } from '../../../../src/client/output/time';
import type { ReleaseRecord } from '../../../../src/protocol/release-record';
import { NOW } from '../../support';

const at = '2026-03-04T01:10:00Z';
const record = (release: number, change: Partial<ReleaseRecord>): ReleaseRecord => ({
  release,
  commit: `${release}a1b2c3d9`,
  version: `1.${release}.0`,
  migration: 'none',
  operation: 'o',
  workflowId: 'w',
  strategy: 'rolling',
  slot: null,
  project: 'p',
  images: {},
  committedAt: at,
  by: 'op',
  dumpBytes: null,
  current: false,
  gone: [],
  ...change,
});

test('a table, the newest first: what each is, how it came, and what is left of it', () => {
  const hold = {
    release: 2,
    commit: '2a1b2c3d9',
    version: '1.2.0',
    commits: ['2a1b2c3d9'],
    since: at,
    by: 'op',
    reason: 'calls lost',
  };
  const all = [
    record(0, { strategy: 'adopted', commit: null, version: null, by: '', gone: ['app', 'worker'] }),
    record(1, {}),
    record(2, { migration: 'breaking', dumpBytes: 2_000_000, reason: 'voicemail' }),
    record(3, { current: true, rollback: { to: 1, left: 2 }, hold, reason: 'calls lost' }),
  ];
  expect(releasesLines('phone', all, { ...plain, width: 120 }, NOW).join('\n'))
    .toBe(`   RELEASE  COMMIT   VERSION  MIGRATION  SINCE             IMAGES             DUMP    HOW                 BY
▸  3        3a1b2c3  1.3.0    none       ${moment(at)}  kept                       rollback of 2 to 1  op: calls lost
   2        2a1b2c3  1.2.0    breaking   ${moment(at)}  kept               2.0 MB  deploy, left for 3  op: voicemail
   1        1a1b2c3  1.1.0    none       ${moment(at)}  kept                       deploy              op
   0                          none       ${moment(at)}  gone: app, worker          adopted

On hold: release 2 (2a1b2c3, 1.2.0) was left 1 h ago by op: calls lost; no automatic deploy of it until \`roost resume phone\`.`);
  const narrow = releasesLines('phone', all, { ...plain, width: 79 }, NOW).slice(0, -1);
  expect(narrow.filter((line) => line.length > 79)).toEqual([]);
  expect(narrow).toContain('   rollback of 2 to 1, op: calls lost');
});

test('none are kept', () => {
  expect(releasesLines('phone', [], plain, NOW)).toEqual([
    'No release of phone is kept; the first deploy makes one.',
  ]);
});
