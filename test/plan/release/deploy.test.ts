import type { AppConfig } from '../../../src/fleet/file';
import type { DeployFacts } from '../../../src/plan/release/facts';
import { app, B } from './facts';
import { breaking, ids, plan, recreate, undos } from './planned';

const beside = { ...app, postdeploy: 'after start' as const };

describe('the order of a deploy', () => {
  it('rolls where nothing forbids it', () => {
    expect(ids()).toEqual([
      'stage',
      'build',
      'postdeploy',
      'start',
      'switch',
      'verify',
      'commit',
      'retire',
      'discard',
    ]);
    expect(undos()).toEqual(['stage: discardReleases', 'start: removeSlot', 'switch: switchSlot']);
  });

  it('recreates behind the maintenance flag, the build and a safe migration before it', () => {
    expect(ids({}, recreate)).toEqual([
      'stage',
      'build',
      'postdeploy',
      'flag-on',
      'stop',
      'start',
      'flag-off',
      'verify',
      'commit',
      'discard',
    ]);
    expect(undos({}, recreate)).toEqual([
      'stage: discardReleases',
      'flag-on: setMaintenance',
      'stop: startRelease',
      'flag-off: setMaintenance',
    ]);
  });

  it('dumps and migrates a breaking release when nothing can write', () => {
    expect(ids(breaking)).toEqual([
      'stage',
      'build',
      'flag-on',
      'stop',
      'dump',
      'postdeploy',
      'start',
      'flag-off',
      'verify',
      'commit',
      'discard',
    ]);
    expect(undos(breaking)).toContain('postdeploy: restoreData');
  });

  it('keeps all that stands under data, and puts it back', () => {
    const data = { ...app.data, sqlite: ['data/a.db'], volumes: ['media'] };
    const steps = (change: AppConfig) => plan({ ...breaking, app: change }, recreate).steps;
    const files = [
      { kind: 'sqlite', path: 'data/a.db' },
      { kind: 'volume', name: 'media' },
      { kind: 'folder', path: 'data' },
    ];
    const all = steps({ ...app, data });
    const dumped = all.find((s) => s.id === 'dump');
    expect(dumped).toMatchObject({
      title:
        'Dump the database phone and read the dump back, keep SQLite file data/a.db, volume media, folder data',
      call: { args: { release: 5, postgres: { database: 'phone' }, files, dataServices: ['db'] } },
    });
    expect(all.find((s) => s.id === 'postdeploy')?.undo?.call).toEqual({
      run: 'restoreData',
      args: dumped?.call.args,
    });
    const without = steps({ ...app, data: { ...data, postgres: undefined } });
    expect(without.find((s) => s.id === 'dump')?.call.args).toEqual({ release: 5, files, dataServices: [] });
  });

  it('keeps the data at a first deploy over them too, and leaves what holds them running for the way back', () => {
    const first = { ...breaking, serving: null, containers: [], relation: 'first' as const };
    expect(ids(first)).not.toContain('dump');
    const over = { ...first, dataThere: true };
    expect(ids(over)).toEqual(
      expect.arrayContaining(['flag-on', 'dump', 'postdeploy', 'start', 'flag-off', 'verify', 'commit']),
    );
    expect(undos(over)).toContain('postdeploy: restoreData');
    expect(plan(over).steps.find((s) => s.id === 'start')?.undo?.call.args).toEqual({ except: ['db'] });
  });

  it('says that nothing runs beside a migration that comes before the start', () => {
    const script = (change: Partial<DeployFacts>) =>
      plan(change, recreate).steps.find((s) => s.id === 'postdeploy')?.call.args;
    expect(script(breaking)).toMatchObject({ stopped: true, dataServices: ['db'] });
    expect(JSON.stringify(script({}))).not.toContain('"stopped"');
    expect(JSON.stringify(script({ ...breaking, app: beside }))).not.toContain('"stopped"');
  });

  it('puts data back from the first step that may change them, wherever postdeploy runs', () => {
    expect(ids({ ...breaking, app: beside }).slice(4, 8)).toEqual([
      'dump',
      'start',
      'postdeploy',
      'flag-off',
    ]);
    expect(undos({ ...breaking, app: beside })).toContain('start: restoreData');
  });

  it('asks before data go back once the flag is off', () => {
    const steps = plan(breaking).steps;
    expect(steps.filter((s) => s.onFailure === 'ask').map((s) => [s.id, s.ask?.default])).toEqual([
      ['verify', 'stay'],
      ['commit', 'stay'],
    ]);
    expect(plan({}, recreate).steps.filter((s) => s.onFailure === 'ask')).toEqual([]);
  });
});

describe('the hash', () => {
  it('is the same for another operation, another time and other sizes', () => {
    expect(plan({}, {}, 'op2').hash).toBe(plan().hash);
    expect(plan({ gatheredAt: '2027-01-01T00:00:00Z', diskFreeBytes: 1, databaseBytes: 7 }).hash).toBe(
      plan().hash,
    );
  });

  it('differs with the commit, the strategy and the fleet', () => {
    const hashes = [
      plan(),
      plan({ target: { commit: 'c'.repeat(40), subject: 'Answer faster', isHead: true } }),
      plan({}, recreate),
      plan({ app: { ...app, settle: 5_000 } }),
    ].map((p) => p.hash);
    expect(new Set(hashes).size).toBe(4);
  });
});

it('leaves a person in charge of their flag', () => {
  const held = plan({ personFlag: 'phone.flag (person ana@desk …)' });
  expect(held.steps.find((s) => s.id === 'verify')?.call.args).toMatchObject({ url: null });
  expect(held.warnings.join()).toMatch(/stays on/);
});

it('stays far below the size that Temporal takes', () => {
  const commits = Array.from({ length: 50 }, (_, i) => ({
    commit: B,
    subject: `A subject of a usual length, number ${i}`,
    migration: 'breaking' as const,
  }));
  expect(JSON.stringify(plan({ ...breaking, commits })).length).toBeLessThan(50_000);
});
