import { evaluate, type DrillStatus, type Memory } from '../../src/backup';
import { parse, sample } from '../fleet/file/sample';
import { drillEnd } from './drill-ends';
import { appStatus, emptyStatus } from './sample';

const now = new Date('2026-11-22T08:00:00.000Z');
const daysAgo = (days: number): string => new Date(now.getTime() - days * 86_400_000).toISOString();
const fleetWith = (drill: string, app = '') =>
  parse(
    `secrets: { file: /s }\nbackup: { repository: { url: /srv/r, password: { secret: P } }${drill} }\n${sample.replace('settle: 10s', `settle: 10s${app}`)}`,
  );
const drill = (proven: string | null, failed?: string): DrillStatus => ({
  last: failed ? drillEnd(failed, 'CopyDamaged') : drillEnd(proven!),
  proven: proven === null ? null : drillEnd(proven),
});

const keys = (
  drills: Record<string, DrillStatus>,
  fleet = fleetWith(', drill: {}'),
  seen: Memory['drills'] = { phone: daysAgo(2), wiki: daysAgo(2) },
) => {
  const fresh = appStatus(new Date(now.getTime() - 3_600_000).toISOString());
  const apps = { phone: fresh, wiki: fresh };
  return evaluate(
    {
      fleet,
      status: emptyStatus({ apps, drills }),
      schedule: { paused: false, note: null, next: daysAgo(-1), last: daysAgo(0.1) },
      disk: 'unknown',
      now,
    },
    { apps: {}, schedule: null, drills: seen, open: [] },
  ).alerts.map(({ key }) => key);
};

it('has nothing to say of restores that are proven, or that nobody has had the time to prove', () => {
  expect(keys({ phone: drill(daysAgo(9)) })).toEqual([]);
  expect(keys({})).toEqual([]);
});

it('begins when the last proof is older than its limit', () => {
  expect(keys({ phone: drill(daysAgo(11)) })).toEqual(['drillStale:phone']);
  expect(keys({}, undefined, { phone: daysAgo(11) })).toEqual(['drillStale:phone']);
  expect(keys({ phone: drill(daysAgo(11)) }, fleetWith(', drill: { stale: 20d }'))).toEqual([]);
});

it('begins when a drill fails, however fresh the last proof is, and ends with the next', () => {
  expect(keys({ phone: drill(daysAgo(3), daysAgo(1)) })).toEqual(['drillFailed:phone']);
  expect(keys({ phone: drill(null, daysAgo(1)) }, fleetWith(''))).toEqual(['drillFailed:phone']);
  expect(keys({ phone: drill(daysAgo(1)) })).toEqual([]);
});

it('is silent about apps that are never drilled, and about the age where drills are made by hand', () => {
  const off = fleetWith(', drill: {}', '\n    backup: { drill: off }');
  expect(keys({ phone: drill(daysAgo(11), daysAgo(11)) }, off)).toEqual([]);
  expect(keys({ phone: drill(daysAgo(99)) }, fleetWith(''))).toEqual([]);
});

it('begins when a rehearsal fails that is not of apps, and ends with the next, or with its need', () => {
  const end = { at: daysAgo(1), run: 'rehearse-fleet-1', outcome: 'undone', parts: 4, proven: 1, seconds: 9 };
  const error = { code: 'CopyDamaged', message: 'audit.db of the snapshot: no' };
  const found = (rehearsals: object, fleet = fleetWith(', drill: {}')) =>
    evaluate(
      {
        fleet,
        status: emptyStatus({ rehearsals: rehearsals as never }),
        schedule: { paused: false, note: null, next: daysAgo(-1), last: daysAgo(0.1) },
        disk: 'unknown',
        now,
      },
      { apps: {}, schedule: null, drills: {}, open: [] },
    ).alerts;
  const [alert] = found({ control: { ...end, error } });
  expect(alert).toMatchObject({ key: 'rehearsalFailed:control', app: null });
  expect(alert!.says).toContain('CopyDamaged: audit.db of the snapshot: no');
  expect(found({ control: { ...end, error: null } })).toEqual([]);
  expect(found({ cloudflare: { ...end, error } })).toEqual([]);
});
