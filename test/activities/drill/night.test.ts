import { dueApps } from '../../../src/activities/drill/night';
import type { DrillStatus } from '../../../src/backup';
import { drillEnd } from '../../backup/drill-ends';
import { parse, sample } from '../../fleet/file/sample';

const now = new Date('2026-11-22T05:00:00.000Z');
const daysAgo = (days: number): string => new Date(now.getTime() - days * 86_400_000).toISOString();
const fleet = (app = '') =>
  parse(
    `secrets: { file: /s }\nbackup: { repository: { url: /srv/r, password: { secret: P } }, drill: {} }\n${sample.replace('settle: 10s', `settle: 10s${app}`)}`,
  );
const due = (drills: Record<string, DrillStatus>, of = fleet()) =>
  dueApps(of, drills, now).map(({ name }) => name);
const proven = (at: string): DrillStatus => ({ last: drillEnd(at), proven: drillEnd(at) });

it('drills the oldest proof first, and what was proven this week not at all', () => {
  expect(due({})).toEqual(['phone', 'wiki']);
  expect(due({ phone: proven(daysAgo(7)), wiki: proven(daysAgo(8)) })).toEqual(['wiki', 'phone']);
  expect(due({ phone: proven(daysAgo(6.9)), wiki: proven(daysAgo(3)) })).toEqual(['phone']);
});

it('tries one that failed the day before behind the others, so that it takes no time from them', () => {
  const failed: DrillStatus = { last: drillEnd(daysAgo(1), 'Unhealthy'), proven: null };
  expect(due({ phone: failed, wiki: proven(daysAgo(8)) })).toEqual(['wiki', 'phone']);
});

it('leaves out what is never drilled', () => {
  expect(due({}, fleet('\n    backup: { drill: off }'))).toEqual(['wiki']);
  expect(due({}, fleet('\n    backup: { drill: { every: 90d } }'))).toEqual(['phone', 'wiki']);
});
