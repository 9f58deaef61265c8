import { planRestore } from '../../../src/plan/restore/restore';
import type { CodeFacts } from '../../../src/plan/restore/world';
import { app, select, world } from './world';

const older = { ...world().snapshot, commit: 'b'.repeat(40) };
const code: CodeFacts = {
  relation: 'ahead',
  migration: 'safe',
  leftMigration: 'none',
  script: 'npm run migrate',
};
const plan = (more: Partial<CodeFacts> = {}, change = {}) =>
  planRestore(
    world({
      snapshot: older,
      rows: { 'copies/postgres/phone.dump': { 'public.t': 1 } },
      code: { ...code, ...more },
      ...change,
    }),
    'fedcba9876',
    60_000,
  );
const around = (steps: { id: string }[]): string[] =>
  steps.map(({ id }) => id).filter((id) => /postdeploy|swap-folder|start/.test(id));

describe('data of an older release than the one that serves', () => {
  it.each(['safe', 'breaking'] as const)('meet its %s migration before it starts', (migration) => {
    const { steps, warnings } = plan({ migration });
    expect(around(steps)).toEqual(['swap-folder', 'postdeploy', 'start']);
    expect(steps.find(({ id }) => id === 'postdeploy')).toMatchObject({
      once: true,
      call: {
        run: 'runScript',
        args: { command: 'npm run migrate', release: 4, on: 'container', stopped: true },
      },
    });
    expect(warnings).toEqual([]);
  });

  it('are recorded with the release that served, for their way back', () => {
    const recorded = plan().steps.find(({ id }) => id === 'record')!;
    expect(recorded.call.args).toMatchObject({ commit: world().commit });
  });

  it('meet it after the start, where the app wants that', () => {
    const late = { app: { ...app, postdeploy: 'after start' as const } };
    expect(around(plan({}, late).steps)).toEqual(['swap-folder', 'start', 'postdeploy']);
  });

  it('need no script where no migration is between, where no database is restored, and beside the live ones', () => {
    expect(around(plan({ migration: 'none' }).steps)).not.toContain('postdeploy');
    const files = { selection: select({ what: ['files'] }) };
    expect(around(plan({}, files).steps)).not.toContain('postdeploy');
    expect(around(plan({ migration: 'breaking' }, { into: 'scratch' }).steps)).toEqual([]);
  });

  it('are refused where a breaking migration cannot run again, with both ways', () => {
    const refused = expect.objectContaining({
      code: 'ReleaseMismatch',
      message: expect.stringMatching(
        /no script[^]*roost deploy phone --ref bbbbbbb[^]*or restore a snapshot/,
      ),
    });
    expect(() => plan({ migration: 'breaking', script: null })).toThrow(refused);
    expect(plan({ migration: 'safe', script: null }).warnings).toEqual([
      expect.stringContaining('run it by hand'),
    ]);
    // Of what runs by other means than roost there is no release to run it in.
    expect(() => plan({ migration: 'breaking' }, { expects: 0 })).toThrow(refused);
  });
});

describe('data of a newer release than the one that serves', () => {
  it('are refused over a breaking migration, and keep what a safe one has added', () => {
    const behind = { relation: 'behind', migration: 'none' } as const;
    expect(() => plan({ ...behind, leftMigration: 'breaking' })).toThrow(
      expect.objectContaining({ code: 'ReleaseMismatch' }),
    );
    expect(plan({ ...behind, leftMigration: 'safe' }).warnings).toEqual([
      'The data are of bbbbbbb: they keep what its safe migrations have added.',
    ]);
    expect(plan(behind).warnings).toEqual([]);
  });
});
