import { chooseRestore, itemsToGiveBack, planUndo } from '../../../src/plan/restore/undo';
import type { RestoreItem, RestoreRecord } from '../../../src/protocol/steps/restore';
import { record, select, world } from './world';

const coded = (text: string) =>
  expect.objectContaining({ code: 'RestoreGone', message: expect.stringContaining(text) });
const [database, , , folder] = select().items as [RestoreItem, RestoreItem, RestoreItem, RestoreItem];

describe('the restore that is undone', () => {
  const all = [record(1, [database]), record(2, [folder]), record(3, [], { into: 'scratch' })];

  it('is known by its run or its operation', () => {
    expect(chooseRestore('phone', all, 'restore-phone-1')).toBe(all[0]);
    expect(chooseRestore('phone', all, '0000000002')).toBe(all[1]);
  });

  it('is none that has replaced nothing, was undone, or is not kept', () => {
    expect(() => chooseRestore('phone', all, 'restore-phone-3')).toThrow(coded('has replaced nothing'));
    expect(() => chooseRestore('phone', all, 'restore-phone-9')).toThrow(
      coded('It keeps: restore-phone-1 of 2026-01-01 12:00, restore-phone-2'),
    );
    const undone = [record(1, [database], { undone: '2026-01-02T00:00:00Z' })];
    expect(() => chooseRestore('phone', undone, 'restore-phone-1')).toThrow(coded('undone at 2026-01-02'));
  });

  it('is none whose data a newer one has replaced, unless that was undone', () => {
    const newer = record(4, [database]);
    expect(() => chooseRestore('phone', [...all, newer], 'restore-phone-1')).toThrow(
      coded('restore-phone-4 of 2026-01-04T12:00:00.000Z has replaced the same data since'),
    );
    expect(chooseRestore('phone', [...all, newer], 'restore-phone-2')).toBe(all[1]);
    const undone = { ...newer, undone: '2026-01-05T00:00:00Z' };
    expect(chooseRestore('phone', [...all, undone], 'restore-phone-1')).toBe(all[0]);
  });

  it.each<[string, RestoreItem]>([
    ['a file of its folder', { ...folder, path: 'data/voicemails/1.mp3' } as RestoreItem],
    ['the folder that holds its own', { ...folder, path: 'data' } as RestoreItem],
    [
      'a database file in it',
      { kind: 'sqlite', path: 'data/voicemails/a.db', from: 'a', bytes: 1, files: 1 },
    ],
  ])('is none where a newer one has replaced %s', (_what, item) => {
    expect(() => chooseRestore('phone', [...all, record(4, [item])], 'restore-phone-2')).toThrow(
      coded('restore-phone-4 of 2026-01-04T12:00:00.000Z has replaced the same data since'),
    );
    expect(chooseRestore('phone', [...all, record(4, [item])], 'restore-phone-1')).toBe(all[0]);
  });
});

describe('what gets its place back', () => {
  const kept = record(1, [database, folder], {
    items: [
      { what: 'database phone', kept: 'database roost_kept_0000000001' },
      { what: 'data/voicemails', kept: 'data/.voicemails.roost-kept-0000000001' },
    ],
  });

  it('is all of it, or nothing: what somebody has removed is named', () => {
    expect(itemsToGiveBack('phone', kept, [true, true])).toEqual([database, folder]);
    expect(() => itemsToGiveBack('phone', kept, [true, false])).toThrow(
      coded(
        'not kept any more: data/voicemails (data/.voicemails.roost-kept-0000000001). Nothing was changed',
      ),
    );
  });

  it('of a run that was ended in the middle is what it had replaced by then', () => {
    const begun = { ...kept, begun: true as const };
    expect(itemsToGiveBack('phone', begun, [true, false])).toEqual([database]);
    expect(() => itemsToGiveBack('phone', begun, [false, false])).toThrow(
      coded('ended before it had replaced anything'),
    );
  });
});

describe('former data of another release than the one that serves now', () => {
  const then = 'b'.repeat(40);
  const all = select().items;
  const between = (
    migration: 'none' | 'safe' | 'breaking',
    more: Partial<RestoreRecord> = { commit: then },
  ) =>
    planUndo(
      world({ code: { relation: 'ahead', migration, leftMigration: 'none', script: 'npm run migrate' } }),
      record(1, all, more),
      'fedcba9876',
      60_000,
    );

  it('are refused where a breaking migration is between: there is no other copy that a script could try on', () => {
    expect(() => between('breaking')).toThrow(
      expect.objectContaining({
        code: 'ReleaseMismatch',
        message: expect.stringMatching(/bbbbbbb[^]*roost deploy phone --ref bbbbbbb/),
      }),
    );
  });

  it('come with a warning where a safe one does', () => {
    expect(between('safe').warnings).toEqual([expect.stringContaining('run it by hand')]);
    expect(between('safe').steps.map(({ id }) => id)).not.toContain('postdeploy');
    expect(between('none').warnings).toEqual([]);
  });

  it('of a record that does not say which it was come as they are', () => {
    expect(between('breaking', {}).warnings).toEqual([]);
  });
});

it('the way back swaps what was kept in, by the names of the restore, and can be undone itself', () => {
  const plan = planUndo(world(), record(1, select().items), 'fedcba9876', 60_000);
  expect(plan.steps.map(({ id, undo }) => [id, undo?.call.run])).toEqual([
    ['flag-on', 'setMaintenance'],
    ['stop', 'startAgain'],
    ['swap-postgres', 'swapData'],
    ['swap-sqlite', 'swapData'],
    ['swap-volume', 'swapData'],
    ['swap-folder', 'swapData'],
    ['start', undefined],
    ['flag-off', 'setMaintenance'],
    ['verify', undefined],
    ['record', undefined],
  ]);
  expect(plan.steps[2]!.call).toMatchObject({ run: 'swapBack', args: { of: '0000000001' } });
  expect(plan.steps[1]!.undo!.call.args).toMatchObject({ restored: plan.restore.items, of: '0000000001' });
  expect(plan.restore.undoes).toEqual({ operation: '0000000001', at: '2026-01-01T12:00:00.000Z' });
});
