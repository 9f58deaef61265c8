import { evaluate, type Memory, type Observation } from '../../src/backup';
import { parse, sample } from '../fleet/file/sample';
import { appStatus, emptyStatus, successAt } from './sample';

const fleetWith = (backup = '', app = '') =>
  parse(
    `secrets: { file: /s }\nbackup: { repository: { url: /srv/r, password: { secret: P } }${backup} }\n${sample.replace('settle: 10s', `settle: 10s${app && `\n    backup: ${app}`}`)}`,
  );
const now = new Date('2026-11-22T08:00:00.000Z');
const hoursAgo = (hours: number): string => new Date(now.getTime() - hours * 3_600_000).toISOString();

const well: Observation = {
  fleet: fleetWith(),
  status: emptyStatus({ apps: { phone: appStatus(hoursAgo(5)), wiki: appStatus(hoursAgo(5)) } }),
  schedule: { paused: false, note: null, next: hoursAgo(-19), last: hoursAgo(5) },
  disk: { free: 500e9, total: 1000e9 },
  now,
};
const known: Memory = {
  apps: { phone: hoursAgo(900), wiki: hoursAgo(900) },
  schedule: { seen: hoursAgo(900), resumed: null },
  open: [],
};
const keys = (observation: Partial<Observation>, memory: Partial<Memory> = {}) =>
  evaluate({ ...well, ...observation }, { ...known, ...memory }).alerts.map(({ key }) => key);

it('has nothing to say of a fleet that is well, or has no backup', () => {
  expect(keys({})).toEqual([]);
  expect(keys({ fleet: parse(sample), schedule: null, status: emptyStatus() })).toEqual([]);
});

describe('an app without a backup', () => {
  const phone = (...of: Parameters<typeof appStatus>) => ({
    status: emptyStatus({ apps: { phone: appStatus(...of), wiki: appStatus(hoursAgo(5)) } }),
  });

  it('is an alert beyond its limit', () => {
    expect(keys(phone(hoursAgo(26)))).toEqual([]);
    const failed = { at: hoursAgo(5), code: 'CopyFailed' };
    const [alert] = evaluate({ ...well, ...phone(hoursAgo(29.5), failed) }, known).alerts;
    expect(alert).toEqual({
      key: 'stale:phone',
      app: 'phone',
      title: 'no backup of phone',
      says: `phone has had no successful backup for 29 h 30 min; its limit is 26 h. The last attempt, at ${hoursAgo(5)}, ended with CopyFailed.`,
      hint: '`roost runs phone` shows what became of its backups; `roost backup phone` makes one now.',
    });
  });

  it.each([
    ['of the fleet', fleetWith(', stale: 4h'), ['stale:phone', 'stale:wiki']],
    ['of the app', fleetWith(', stale: 4h', '{ stale: 50h }'), ['stale:wiki']],
    ['of an app that is not backed up', fleetWith(', stale: 4h', '{ from: off }'), ['stale:wiki']],
  ])('by the limit %s', (_, fleet, expected) => expect(keys({ fleet })).toEqual(expected));

  // A night began 2.5 h ago; the last success was in the one before.
  const night = { paused: false, note: null, next: hoursAgo(-21.5), last: hoursAgo(2.5) };
  const failed = { at: hoursAgo(2), code: 'CopyFailed' };
  it.each([
    ['waits for its lock in a night', phone(hoursAgo(26.4)), night, []],
    ['waits for too long', phone(hoursAgo(28.1)), night, ['stale:phone']],
    ['failed in that night', phone(hoursAgo(26.4), failed), night, ['stale:phone']],
    ['was not reached by a night', phone(hoursAgo(26.4)), { ...night, last: hoursAgo(6.1) }, ['stale:phone']],
    ['has no night', phone(hoursAgo(26.4)), { ...night, last: null }, ['stale:phone']],
    ['has a night that nobody knows', phone(hoursAgo(26.4)), 'unknown' as const, ['stale:phone']],
  ])('is one by its limit, where it %s', (_, status, schedule, expected) =>
    expect(keys({ ...status, schedule }).filter((key) => key.startsWith('stale'))).toEqual(expected),
  );

  it('stays one when the next night begins', () =>
    expect(keys({ ...phone(hoursAgo(27.9)), schedule: night }, { open: ['stale:phone'] })).toEqual([
      'stale:phone',
    ]));

  it('counts from when it was first seen, where it never had one', () => {
    const never = {
      status: emptyStatus({ apps: { phone: appStatus(null, { at: hoursAgo(1), code: 'CopyFailed' }) } }),
    };
    expect(keys(never, { apps: { phone: hoursAgo(26), wiki: hoursAgo(2) } })).toEqual([]);
    expect(keys(never, { apps: { phone: hoursAgo(27), wiki: hoursAgo(2) } })).toEqual(['stale:phone']);
    expect(evaluate({ ...well, ...never }, known).alerts[0]!.says).toMatch(
      /^phone has never had a successful backup, and is known for 37 days; its limit is 26 h\. The last/,
    );
  });
});

it('says of each source that has much less than before', () => {
  const since = hoursAgo(29);
  const fallen = {
    'folders/data': { was: { bytes: 1.2e9, files: 811 }, since },
    script: { was: { bytes: 5e6, files: 2 }, since },
  };
  const lastSuccess = successAt(hoursAgo(5), {
    sources: { 'folders/data': { bytes: 12, files: 1 } },
    fallen,
  });
  const status = emptyStatus({
    apps: { phone: { ...appStatus(hoursAgo(5)), lastSuccess }, wiki: appStatus(hoursAgo(5)) },
  });
  expect(evaluate({ ...well, status }, known).alerts).toMatchObject([
    {
      key: 'fallen:phone:folders/data',
      app: 'phone',
      says: `In the backup of phone folders/data has 12 B in 1 file, before 1.2 GB in 811 files, since ${since}.`,
    },
    {
      key: 'fallen:phone:script',
      says: expect.stringContaining('script has 0 B in 0 files, before 5.0 MB in 2 files') as string,
    },
  ]);
  expect(keys({ status, fleet: fleetWith('', '{ from: off }') })).toEqual([]);
});

it('says that the state was damaged, until the next night has begun', () => {
  const putAside = { at: hoursAgo(5), file: '/srv/backups/status.json.damaged-x' };
  const begun = (hours: number | null) => {
    const night =
      hours === null
        ? null
        : {
            startedAt: hoursAgo(hours),
            endedAt: hoursAgo(hours - 1),
            run: 'night',
            succeeded: 2,
            failed: [],
            upkeep: null,
          };
    return { status: emptyStatus({ ...(well.status as object), putAside, night }) };
  };
  expect(evaluate({ ...well, ...begun(null) }, known).alerts).toMatchObject([
    { key: 'status-damaged', says: expect.stringContaining(putAside.file) as string },
  ]);
  // Found by the night itself.
  expect(keys(begun(5.1))).toEqual(['status-damaged']);
  expect(keys(begun(4))).toEqual([]);
});

describe('the Schedule', () => {
  const at = (hours: number, more: object = {}) => ({
    schedule: { paused: false, note: null, next: hoursAgo(-1), last: hoursAgo(hours), ...more },
  });

  it.each([
    ['that is not there', { schedule: null }, ['schedule-missing']],
    ['that is paused, however long', at(90, { paused: true }), ['schedule-paused']],
    ['that has acted in time', at(25), []],
    ['that has not', at(27), ['schedule-missed']],
    [
      'that has not, but a night began by hand',
      { ...at(27), status: emptyStatus({ ...(well.status as object), night: night(3) }) },
      [],
    ],
    [
      'whose last night is old as well',
      { ...at(27), status: emptyStatus({ ...(well.status as object), night: night(50) }) },
      ['schedule-missed'],
    ],
  ] as const)('%s', (_, observation, expected) =>
    expect(keys(observation as Partial<Observation>)).toEqual(expected),
  );

  it('that is new has missed nothing', () => {
    const fresh = { schedule: { paused: false, note: null, next: hoursAgo(-1), last: null } };
    expect(keys(fresh, { schedule: { seen: hoursAgo(20), resumed: null } })).toEqual([]);
    expect(keys(fresh, { schedule: { seen: hoursAgo(27), resumed: null } })).toEqual(['schedule-missed']);
  });

  it('that goes on after a pause has missed nothing yet', () => {
    expect(keys(at(90), { schedule: { seen: hoursAgo(900), resumed: hoursAgo(2) } })).toEqual([]);
    expect(keys(at(90), { schedule: { seen: hoursAgo(900), resumed: hoursAgo(27) } })).toEqual([
      'schedule-missed',
    ]);
  });

  function night(hours: number) {
    return {
      startedAt: hoursAgo(hours),
      endedAt: hoursAgo(hours - 1),
      run: 'night',
      succeeded: 2,
      failed: [],
      upkeep: null,
    };
  }
});

it('compares the repository with its budget, where there is one', () => {
  const of = (bytes: number) => ({
    status: emptyStatus({ ...(well.status as object), repository: { ...emptyStatus().repository, bytes } }),
  });
  const fleet = fleetWith(', budget: 200 GB');
  expect(keys({ ...of(201e9) })).toEqual([]);
  expect(keys({ fleet, ...of(200e9) })).toEqual([]);
  expect(evaluate({ ...well, fleet, ...of(201.4e9) }, known).alerts).toMatchObject([
    { key: 'budget', app: null, says: 'The repository has 201 GB; backup.budget is 200 GB.' },
  ]);
});

it.each([
  ['a tenth of a small disk', { free: 3e9, total: 40e9 }, [], ['staging']],
  ['with a margin until it is over', { free: 4.5e9, total: 40e9 }, ['staging'], ['staging']],
  ['and none before it begins', { free: 4.5e9, total: 40e9 }, [], []],
  ['20 GB of a large one', { free: 21e9, total: 4e12 }, [], []],
  ['less than that', { free: 19e9, total: 4e12 }, [], ['staging']],
])("looks at the staging's disk: %s", (_, disk, open, expected) =>
  expect(keys({ disk }, { open })).toEqual(expected),
);

it('neither begins nor ends what it cannot see', () => {
  const blind = evaluate(
    {
      ...well,
      schedule: 'unknown',
      disk: 'unknown',
      status: { unusable: '/srv/backups/status.json cannot be read: no.' },
    },
    known,
  );
  expect(blind.alerts).toMatchObject([
    {
      key: 'status',
      says: expect.stringMatching(/^\/srv\/backups\/status\.json cannot be read: no\. Until/),
    },
  ]);
  const all = [
    'stale:phone',
    'fallen:phone:script',
    'schedule-paused',
    'schedule-missed',
    'budget',
    'staging',
    'status',
  ];
  expect(all.filter(blind.unknown)).toEqual(all.slice(0, -1));
  expect(all.filter(evaluate(well, known).unknown)).toEqual([]);
});
