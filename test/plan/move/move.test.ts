import { planBackup } from '../../../src/plan/backup/backup';
import type { MoveFacts } from '../../../src/plan/move/facts';
import { planMove } from '../../../src/plan/move/move';
import type { MovePlan } from '../../../src/protocol/plan';
import { backupFacts } from '../backup/backup-facts';
import { A } from '../release/facts';
import { moveFacts as facts, shuttle } from './facts';

const copies = (hostFree?: number) => {
  const { room } = backupFacts();
  return planBackup(
    backupFacts({ room: { ...room, hostFree: hostFree ?? room.hostFree } }),
    '0123456789',
    1_000,
  );
};
const plan = (
  change: Partial<MoveFacts> = {},
  backup: ReturnType<typeof copies> | null = copies(),
): MovePlan => planMove(facts(change), backup, '0123456789', 1_000);
const ids = ({ steps }: MovePlan) => steps.map(({ id }) => id);
const at = ({ steps }: MovePlan, id: string) => steps.find((step) => step.id === id)!;

describe('to another host', () => {
  it('copies all while it serves, and only the difference while it does not', () => {
    expect(ids(plan())).toEqual([
      'hold-there', 'deploy-there', 'stop-there',
      'ahead-copy-postgres', 'ahead-copy-folder', 'ahead-pull', 'send-ahead',
      'flag-on', 'stop', 'last-copy-postgres', 'last-copy-folder', 'last-pull', 'stop-data', 'restore-there',
      'start-there', 'lock-here', 'open-there',
      'tidy-here', 'tidy-there',
    ]); // prettier-ignore
  });

  it('lets no copy wait for its turn while it does not serve', () => {
    const down = plan().steps.filter(({ call }) => 'down' in call.args && call.args.down === true);
    expect(down.map(({ id }) => id)).toEqual(['last-copy-postgres', 'last-copy-folder', 'last-pull']);
  });

  it('deploys the very commit there, and loads what it has pulled itself', () => {
    const made = plan();
    expect(at(made, 'deploy-there').call.args).toMatchObject({
      there: 'shuttle',
      workflow: 'deploy',
      request: { app: 'phone', ref: A, on: 'shuttle' },
    });
    expect(at(made, 'restore-there').call.args).toMatchObject({
      request: { app: 'phone', pulled: '0123456789', on: 'shuttle' },
    });
  });

  it('leaves the server of the database running until its last dump', () => {
    const made = plan();
    expect(at(made, 'stop').call.args).toEqual({ except: ['db'] });
    expect(at(made, 'stop-data').call.args).toEqual({ except: [] });
    expect(at(made, 'stop-there').call.args).toEqual({ there: 'shuttle', except: ['db'] });
  });

  it('lets no traffic there before the mark here, and commits only with the opening', () => {
    const made = plan({ cloudflare: true });
    expect(ids(made).slice(-6)).toEqual([
      'start-there', 'lock-here', 'traffic', 'open-there', 'tidy-here', 'tidy-there',
    ]); // prettier-ignore
    expect(made.steps.filter(({ commits }) => commits).map(({ id }) => id)).toEqual(['open-there']);
    expect(at(made, 'traffic').call.args).toMatchObject({ request: { app: 'phone', on: 'shuttle' } });
    expect(at(made, 'traffic').undo?.call.args).toMatchObject({ request: { app: 'phone', on: 'hornbill' } });
  });

  it('starts again here what ran before anything of the other host is undone', () => {
    const made = plan();
    const undone = made.steps
      .filter(({ undo }) => undo)
      .map(({ id }) => id)
      .reverse();
    expect(undone.indexOf('stop')).toBeLessThan(undone.indexOf('send-ahead'));
    expect(undone.at(-1)).toBe('hold-there');
    expect(at(made, 'stop').undo?.call).toMatchObject({
      run: 'startAgain',
      args: { containers: ['id-app', 'id-db'] },
    });
    expect(at(made, 'flag-on').undo?.needs).toEqual(['stop']);
    expect(made.steps.filter(({ unlocked }) => unlocked)).toEqual([]);
  });

  it('bounds the time in which nobody is served, by how much there is to copy or as given', () => {
    const size = { copied: 30e9, database: 6e9, disk: { free: 1e12, total: 2e12 }, docker: null };
    const minutes = ({ down }: MovePlan) => down!.limit / 60_000;
    expect(plan().down).toMatchObject({ from: 'flag-on' });
    expect(minutes(plan())).toBeLessThan(10);
    expect(minutes(plan({ size }))).toBeGreaterThan(30);
    expect(minutes(plan({ size, down: 120_000 }))).toBe(2);
    expect(plan({ from: { ...facts().from, proxy: undefined } }).down!.from).toBe('stop');
    expect(plan({ size }).hash).toBe(plan().hash);
    // The undo of the restore there is not waited for, and the opening is not tried for long.
    expect(at(plan(), 'restore-there').call.args).toMatchObject({ patience: 15 });
    expect(at(plan(), 'open-there')).toMatchObject({ tries: 180 });
  });

  it('moves an app without data by its deploy alone', () => {
    expect(ids(plan({ sources: [] }, null))).toEqual([
      'hold-there', 'deploy-there', 'stop-there', 'flag-on', 'stop', 'start-there', 'lock-here', 'open-there',
    ]); // prettier-ignore
  });

  it('says what the operator switches, and what stays behind', () => {
    const { warnings } = plan({
      changedByHand: ['src/a.conf'],
      hold: true,
      neighbours: ['auth'],
      script: true,
    });
    expect(warnings).toEqual([
      'roost switches no traffic of phone: once the run is over, let phone.sgos.example lead to 192.0.2.8 (shuttle).',
      'The backup script of phone is not run: what is moved is what apps.phone.data names.',
      'Changed by hand on hornbill, and not moved: src/a.conf.',
      'phone is on hold after a rollback; the hold is not moved: the next push deploys.',
      'auth stays on hornbill, and needs phone or is needed by it.',
    ]);
    expect(plan({ cloudflare: true }).warnings[0]).toContain('shuttle has no tunnel in the fleet file');
    expect(plan({ to: { ...shuttle, proxy: undefined } }).warnings).toContain(
      'shuttle has no proxy in the fleet file: who reaches phone there meets no maintenance page.',
    );
  });

  it('has the same hash while only the free room differs', () => {
    expect(plan({}, copies(900_000_000)).hash).toBe(plan().hash);
    expect(plan({ commit: 'b'.repeat(40) }).hash).not.toBe(plan().hash);
  });

  it('is refused before anything is sent where the other host has no room for the data', () => {
    const disk = { free: 3e9, total: 20e9 };
    const size = { copied: 2e9, database: 1e9, disk, docker: null };
    const needed = 'The move of phone needs 3.6 GB on shuttle, where 3.0 GB are free.';
    expect(() => plan({ size })).toThrow(expect.objectContaining({ code: 'DiskFull', message: needed }));
    const docker = { free: 1e9, total: 20e9 };
    expect(() => plan({ size: { ...size, docker } })).toThrow(
      "on shuttle, Docker's disk, where 1.0 GB are free.",
    );
    expect(ids(plan({ size: { ...size, docker: disk } }))).toContain('send-ahead');
    // Of an earlier try they lie there already.
    expect(ids(plan({ size, there: { away: 'hornbill', runs: false } }))).toContain('send-ahead');
  });

  it('has nothing to do where it serves there already', () => {
    expect(plan({ away: 'shuttle' })).toMatchObject({
      steps: [],
      warnings: ['phone serves on shuttle already; the fleet file still has it on hornbill.'],
    });
  });
});

it.each<[string, Partial<MoveFacts>, string]>([
  [
    'it serves on a third host',
    { away: 'toucan' },
    'phone serves on toucan, and the fleet file has it on hornbill',
  ],
  ['it runs there by other means', { there: { away: null, runs: true } }, 'phone runs on shuttle already'],
  ['its commit is not known', { commit: null }, 'Which commit of phone serves on hornbill is not known'],
  ['only a script knows its data', { script: true, sources: [] }, 'name them under apps.phone.data'],
  ['there is no way back', { way: 'back' }, 'phone has no way back'],
])('is refused where %s', (_, change, message) => {
  expect(() => plan(change)).toThrow(message);
});

describe('back', () => {
  const back = (change: Partial<MoveFacts> = {}) =>
    plan(
      { way: 'back', cameAt: '2026-11-30T10:20:30Z', there: { away: 'hornbill', runs: false }, ...change },
      null,
    );

  it('stops here, starts there, and copies nothing', () => {
    expect(ids(back({ cloudflare: true }))).toEqual([
      'flag-on', 'stop', 'start-there', 'lock-here', 'traffic', 'open-there',
    ]); // prettier-ignore
    expect(at(back(), 'stop').call.args).toEqual({ except: [] });
  });

  it('says from when on data stay behind', () => {
    expect(back().warnings.at(-1)).toMatch(/written on hornbill since 2026-11-30 10:20 stays there/);
  });

  it('ends with one step that removes no data', () => {
    const made = back({ way: 'confirm' });
    expect(ids(made)).toEqual(['confirm']);
    expect(made.warnings).toHaveLength(1);
  });
});
