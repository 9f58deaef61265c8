import type { RollbackFacts } from '../../../../src/plan/release/facts';
import { planRollback, type RollbackOptions } from '../../../../src/plan/release/rollback/rollback';
import { app, A, B, facts } from '../facts';
import { dump, kept, rollbackFacts } from './facts';

const plan = (change: Partial<RollbackFacts> = {}, options: RollbackOptions = {}, operation = 'op1') =>
  planRollback(rollbackFacts(change), options, operation, 1_800_000);
const ids = (change?: Partial<RollbackFacts>, options?: RollbackOptions) =>
  plan(change, options).steps.map((s) => s.id);
const step = (id: string, change?: Partial<RollbackFacts>, options?: RollbackOptions) =>
  plan(change, options).steps.find((s) => s.id === id);
const failure = (fn: () => unknown): { code: string; message: string } => {
  try {
    fn();
  } catch (error) {
    return error as { code: string; message: string };
  }
  return { code: 'none', message: '' };
};
const breaking: Partial<RollbackFacts> = { migration: 'breaking', dump };
const restore: RollbackOptions = { restoreData: true };

it('refuses to go back where git would remove folders and links of a person', () => {
  const { code, message } = failure(() => plan({ inTheWay: ['data'] }));
  expect([code, message]).toEqual(['ContractInvalid', expect.stringMatching(/host has a folder.*: data\./)]);
});

describe('the order of a rollback', () => {
  it('rolls over a safe migration, without postdeploy, and keeps every release', () => {
    expect(ids()).toEqual(['stage', 'build', 'start', 'switch', 'verify', 'commit', 'retire']);
    expect(plan()).toMatchObject({
      kind: 'rollback',
      expects: 4,
      release: 5,
      from: { release: 4, commit: A },
      to: { commit: B, version: '1.3.0' },
      strategy: 'rolling',
    });
  });

  it('recreates where rolling is not possible, or not wanted', () => {
    const recreate = ['stage', 'build', 'flag-on', 'stop', 'start', 'flag-off', 'verify', 'commit'];
    expect(ids({ changedServices: ['db'] })).toEqual(recreate);
    expect(ids({}, { strategy: 'recreate' })).toEqual(recreate);
  });

  it('over breaking: dumps the present data, puts the older ones back, and undoes by the former', () => {
    expect(ids(breaking, restore)).toEqual([
      'stage',
      'build',
      'flag-on',
      'stop',
      'dump',
      'restore',
      'start',
      'flag-off',
      'verify',
      'commit',
    ]);
    expect(step('dump', breaking, restore)?.call.args).toMatchObject({ release: 5 });
    expect(step('restore', breaking, restore)).toMatchObject({
      call: { run: 'restoreData', args: { release: 4 } },
      undo: {
        title: 'Put the present data back',
        call: { run: 'restoreData', args: { release: 5 } },
        freeUntil: 'flag-off',
      },
    });
    expect(step('verify', breaking, restore)).toMatchObject({ onFailure: 'ask', ask: { default: 'stay' } });
    expect(plan(breaking, restore).rollback?.data).toEqual({ dumpOf: 4, takenAt: dump.takenAt, bytes: 4096 });
  });

  it('over breaking: what was kept besides the database goes back too, and the present first to the dump', () => {
    const files = [{ kind: 'folder' as const, path: 'data' }];
    const change = { migration: 'breaking' as const, dump: { ...dump, files } };
    expect(step('dump', change, restore)?.call.args).toMatchObject({ release: 5, files });
    expect(step('restore', change, restore)?.call.args).toMatchObject({ release: 4, files });
    expect(plan(change, restore).warnings).toEqual([]);
    // Of a release that an older version has made.
    expect(JSON.stringify(step('dump', breaking, restore)?.call.args)).not.toContain('"files"');
    expect(plan(breaking, restore).warnings.join()).toMatch(/so as they are now: folder data/);
  });

  it('puts the app on hold with the commit point, and keeps what an earlier rollback left out', () => {
    expect(step('commit')?.call.args).toEqual({
      release: 5,
      hold: { release: 4, commit: A, version: '1.0.0', commits: [A] },
    });
    const hold = { release: 9, commit: B, version: null, commits: [B], since: '', by: '' };
    expect(step('commit', { hold })?.call.args).toMatchObject({ hold: { commits: [A, B] } });
  });

  it('makes what ran before roost ready from its folder, recreated', () => {
    const to = kept(0, { strategy: 'adopted', commit: null, images: { app: 'sha256:old', db: 'sha256:db' } });
    expect(ids({ to })).toEqual(['stage', 'flag-on', 'stop', 'start', 'flag-off', 'verify', 'commit']);
    expect(step('stage', { to })).toMatchObject({
      call: {
        run: 'adoptRelease',
        args: {
          release: 5,
          images: to.images,
          rollback: { from: 0, secretsOf: 4, note: { to: 0, left: 4 } },
        },
      },
      undo: { call: { run: 'discardReleases', args: { releases: [5] } } },
    });
    expect(plan({ to })).toMatchObject({
      to: { commit: '' },
      because: [expect.stringMatching(/knows no slots/)],
    });
  });
});

describe('images', () => {
  it('that are kept are taken; those that hold data are left alone', () => {
    expect(step('build')).toMatchObject({
      title: 'Take the kept images of release 3',
      call: { args: { kept: { app: 'sha256:app-3' } } },
    });
    expect(plan().rollback?.images).toEqual({ kept: ['app'], gone: [] });
  });

  it('that are gone are made again, and the plan says so', () => {
    const to = kept(3, { commit: B, images: { app: 'sha256:a', worker: 'sha256:w', db: 'sha256:db' } });
    expect(step('build', { to, gone: ['app'] })?.title).toBe(
      'Build or pull app of bbbbbbb again, take the kept images of release 3',
    );
    expect(step('build', { to, gone: ['app', 'worker'] })).toMatchObject({
      title: 'Build or pull app, worker of bbbbbbb again',
      call: { args: { kept: {} } },
    });
    expect(plan({ to, gone: ['app'] }).rollback?.images).toEqual({ kept: ['worker'], gone: ['app'] });
  });
});

describe('secrets', () => {
  const keys = [{ file: 'src/.env', changed: ['API_TOKEN'], onlyNow: [], onlyThen: ['OLD'] }];

  it("are today's: those of the serving release", () => {
    expect(step('stage', { keys })).toMatchObject({
      title: expect.stringMatching(/with today's secrets/),
      call: { args: { secretsOf: 4, rollback: { to: 3, left: 4 } } },
    });
    expect(plan({ keys }).rollback?.secrets).toEqual({ taken: 'now', differ: keys });
  });

  it('or those of then', () => {
    expect(step('stage', { keys }, { secrets: 'then' })).toMatchObject({
      title: expect.stringMatching(/secrets of then/),
      call: { args: { secretsOf: 3 } },
    });
  });

  it('of a release that a rollback made are its own, though it counts as the older one', () => {
    const to = kept(3, { commit: B, rollback: { to: 1, left: 2 } });
    expect(step('stage', { to }, { secrets: 'then' })?.call.args).toMatchObject({
      secretsOf: 3,
      rollback: { to: 1, left: 4 },
    });
  });
});

describe('what a rollback refuses', () => {
  it.each<[string, Partial<RollbackFacts>, RollbackOptions, string]>([
    ['breaking without --restore-data', breaking, {}, 'RestoreNeeded'],
    ['breaking without a dump', { migration: 'breaking' }, restore, 'DumpMissing'],
    [
      'breaking with a dump that cannot be read',
      { ...breaking, dump: { ...dump, readable: false } },
      restore,
      'DumpMissing',
    ],
    [
      'breaking without a database in the fleet file',
      { ...breaking, app: { ...app, data: { ...app.data, postgres: undefined } } },
      restore,
      'DumpMissing',
    ],
    ['a target with a migration that the data have not seen', { aheadMigration: 'safe' }, {}, 'NotBehind'],
    [
      'what ran before roost without its image',
      { to: kept(0, { strategy: 'adopted' }), gone: ['app'] },
      {},
      'ImageGone',
    ],
    ['rolling over breaking', breaking, { ...restore, strategy: 'rolling' }, 'RollingForbidden'],
    [
      'rolling to what ran before roost',
      { to: kept(0, { strategy: 'adopted' }) },
      { strategy: 'rolling' },
      'RollingForbidden',
    ],
    ['nothing, over none', { migration: 'none' }, {}, 'none'],
  ])('%s', (_what, change, options, expected) => {
    expect(failure(() => plan(change, options)).code).toBe(expected);
  });

  it('says how old the dump is and what would be lost', () => {
    const { message } = failure(() => plan(breaking));
    expect(message).toContain('The dump of release 4 is from 2026-01-01T00:00:00Z, 2 h old, 4096 bytes.');
    expect(message).toContain('\n- public.calls: 5 rows now, 2 then');
    expect(message).not.toContain('users');
    const unknown = { ...dump, loss: { seconds: 60, tables: null } };
    expect(failure(() => plan({ ...breaking, dump: unknown })).message).toContain(
      '60 s old, 4096 bytes. What was written since would be lost; the rows could not be counted.',
    );
    const same = { ...dump, loss: { seconds: 600_000, tables: [] } };
    expect(failure(() => plan({ ...breaking, dump: same })).message).toMatch(
      /7 days old.*; every table has as many rows as then\.$/s,
    );
  });
});

describe('what a rollback warns of', () => {
  it.each<[string, Partial<RollbackFacts>, RollbackOptions, RegExp]>([
    ['an unneeded --restore-data', {}, restore, /changes nothing: only safe migrations/],
    ['commits that nobody knows', { relation: 'unknown', commits: [] }, {}, /not known/],
    [
      'a database whose service changes',
      { changedServices: ['db', 'redis'] },
      {},
      /What holds data changes .*: db\.$/,
    ],
    ['a flag of a person', { personFlag: 'phone.flag' }, {}, /stays on/],
    ['edits by hand', { changedByHand: ['a.js'] }, {}, /overwritten: a\.js/],
    ['files of a person that it replaces', { brought: ['my.conf'] }, {}, /replaced .*: my\.conf/],
    [
      'a shared project',
      { elsewhere: [{ service: 'other', folder: '/srv/other' }] },
      {},
      /shared with \/srv\/other/,
    ],
  ])('%s', (_what, change, options, says) => {
    expect(plan(change, options).warnings.join('\n')).toMatch(says);
  });

  it('of nothing, where there is nothing', () => {
    expect(plan().warnings).toEqual([]);
  });
});

it('has the hash of what it does, not of when it was read', () => {
  const later = { ...dump, loss: { seconds: 9_999, tables: null } };
  expect(plan({ ...breaking, gatheredAt: 'later', databaseBytes: 7, dump: later }, restore, 'op2').hash).toBe(
    plan(breaking, restore).hash,
  );
  const hashes = [
    plan(),
    plan({ gone: ['app'] }),
    plan({}, { secrets: 'then' }),
    plan({ to: kept(2) }),
    plan(breaking, restore),
  ].map((p) => p.hash);
  expect(new Set(hashes).size).toBe(hashes.length);
});

it('leaves a service that is down as a reason to recreate, not to refuse', () => {
  expect(plan({ containers: facts().containers.slice(1) })).toMatchObject({ strategy: 'recreate' });
});
