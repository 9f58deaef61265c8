import { planRestore } from '../../../src/plan/restore/restore';
import { planUndo } from '../../../src/plan/restore/undo';
import { B } from '../release/facts';
import { rollbackFacts } from '../release/rollback/facts';
import { record, select, world } from './world';

const OPERATION = 'fedcba9876';
const breaking = { migration: 'breaking' as const };
const snapshot = { ...world().snapshot, commit: B };
const plan = (more = {}, facts = {}) =>
  planRestore(world({ snapshot, ...more }), OPERATION, 60_000, rollbackFacts({ ...breaking, ...facts }));
const step = (id: string, steps = plan().steps) => steps.find((one) => one.id === id);
const mismatch = (text: string) =>
  expect.objectContaining({
    code: 'ReleaseMismatch',
    message: expect.stringMatching(new RegExp(`${text}[^]*\nEither .*keep`)),
  });
const swaps = ['swap-postgres', 'swap-sqlite', 'swap-volume', 'swap-folder'];
/** From the release's folder to the commit point, whichever way. */
const change = [
  'stage',
  'build',
  'flag-on',
  'stop',
  ...swaps,
  'start',
  'flag-off',
  'verify',
  'record',
  'commit',
];

describe('a release that comes back with its data', () => {
  it('is made ready while the app serves, and starts on its data behind one maintenance page', () => {
    expect(plan().steps.map(({ id }) => id)).toEqual([
      'fetch',
      'begin',
      'send',
      'load-postgres',
      'load-sqlite',
      'load-volume',
      'load-folder',
      ...change,
      'tidy',
    ]);
    expect(plan()).toMatchObject({
      kind: 'restore',
      expects: 4,
      release: 5,
      restore: { release: { made: 5, left: 4, commit: B } },
    });
  });

  it('is committed at the end, after its record, and holds automatic deploys of what was left', () => {
    const commits = plan().steps.filter((one) => one.commits);
    expect(commits.map(({ id }) => id)).toEqual(['commit']);
    expect(step('commit')!.call.args).toMatchObject({ release: 5, hold: { release: 4 } });
    expect(step('record')!.call.args).toMatchObject({ release: { made: 5, left: 4 } });
    for (const id of ['verify', 'commit']) expect(step(id)).toMatchObject({ onFailure: 'ask' });
  });

  it('is left again by one undo: the data first, then the release, the page and what was loaded', () => {
    for (const id of ['fetch', 'stage', 'flag-on', 'stop'])
      expect(step(id)!.undo!.needs).toEqual(expect.arrayContaining(swaps));
    expect(step('stop')!.undo!.call).toMatchObject({ run: 'startRelease', args: { release: 4 } });
    expect(step('flag-on')!.undo!.needs).toContain('stop');
    for (const id of swaps) expect(step(id)!.undo).toMatchObject({ freeUntil: 'flag-off' });
    expect(plan().steps.some(({ call }) => call.run === 'dumpData' || call.run === 'runScript')).toBe(false);
  });

  it('stops what holds data too, where its files are swapped', () => {
    const containers = world().containers.map((one) =>
      one.service === 'queue'
        ? { ...one, mounts: [{ type: 'volume', source: '/var/lib/docker/volumes/uploads/_data' }] }
        : one,
    );
    expect(step('stop', plan({ containers }).steps)!.call.args).toEqual({ except: ['db'] });
  });

  it.each<[string, object, object, string]>([
    [
      'over a migration, without all databases',
      { selection: select({ what: ['files'] }) },
      {},
      'not all databases',
    ],
    [
      'over a migration of the target itself',
      { selection: select({ what: ['phone'] }) },
      { migration: 'none', aheadMigration: 'safe' },
      'not all databases',
    ],
    ['beside the live data', { into: 'scratch' }, {}, 'not beside them'],
    ['where roost has deployed nothing', {}, { serving: null }, 'has deployed no release'],
  ])('is refused %s', (_what, change, facts, text) => {
    expect(() => plan(change, facts)).toThrow(mismatch(text));
  });

  it('is asked by its own check, on its own data', () => {
    const { contract } = rollbackFacts();
    const facts = { ...contract.facts!, scripts: { check: './check' } };
    const all = plan({ check: 'of what serves' }, { contract: { ...contract, facts } }).steps;
    expect(all.findIndex(({ id }) => id === 'check')).toBe(all.findIndex(({ id }) => id === 'start') + 1);
    expect(step('check', all)!.call.args).toEqual({ service: 'app', command: './check' });
  });

  it('comes with files alone where no migration is between', () => {
    const made = plan({ selection: select({ what: ['files'] }) }, { migration: 'none' });
    expect(made.steps.map(({ id }) => id)).toContain('commit');
  });
});

it('its undo brings the release back that was left, with its data, without a hold', () => {
  const left = record(1, select().items, {
    commit: B,
    release: { to: 3, made: 4, left: 3, commit: B },
  });
  const undo = planUndo(world(), left, OPERATION, 60_000, rollbackFacts({ aheadMigration: 'breaking' }));
  expect(undo.steps.map(({ id }) => id)).toEqual(change);
  expect(step('swap-postgres', undo.steps)).toMatchObject({
    call: { run: 'swapBack', args: { of: '0000000001' } },
    undo: { call: { run: 'swapData' } },
  });
  expect(step('commit', undo.steps)!.call.args).not.toHaveProperty('hold');
  expect(undo.steps.filter((one) => one.commits).map(({ id }) => id)).toEqual(['commit']);
});
