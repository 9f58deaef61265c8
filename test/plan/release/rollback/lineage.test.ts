import type { KeptRelease } from '../../../../src/plan/release/facts';
import {
  chooseTarget,
  defaultTarget,
  deploysSince,
  leftBehind,
  originOf,
} from '../../../../src/plan/release/rollback/lineage';
import { kept } from './facts';

const release = (number: number, change: Partial<KeptRelease> = {}): KeptRelease => kept(number, change);
const back = (number: number, to: number, left: number, change: Partial<KeptRelease> = {}): KeptRelease =>
  release(number, { rollback: { to, left }, ...change });
const find = (all: KeptRelease[], number: number): KeptRelease => all.find((r) => r.release === number)!;
const target = (all: KeptRelease[], serving: number): number | undefined =>
  defaultTarget(all, find(all, serving))?.release;
const code = (fn: () => unknown): string => {
  try {
    fn();
    return 'none';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
};

describe('the last healthy release before', () => {
  const line = [release(0, { strategy: 'adopted' }), release(1), release(2), release(3)];

  it('is the one before', () => {
    expect(target(line, 3)).toBe(2);
    expect(target(line, 1)).toBe(0);
    expect(target(line, 0)).toBeUndefined();
  });

  it('is never one that has not served', () => {
    expect(target([...line, release(4, { committed: false }), release(5)], 5)).toBe(3);
  });

  it('goes on backwards when a rollback follows a rollback', () => {
    const once = [...line, back(4, 2, 3)];
    expect(target(once, 4)).toBe(1);
    expect(target([...once, back(5, 1, 4)], 5)).toBe(0);
  });

  it('is never one that was rolled back from', () => {
    const mended = [...line, back(4, 2, 3), release(5)];
    expect([...leftBehind(mended)]).toEqual([3]);
    expect(target(mended, 5)).toBe(4);
    expect(target([release(1), release(2), back(3, 1, 2, { committed: false }), release(4)], 4)).toBe(2);
  });

  it('counts a release that a rollback made as what it went back to', () => {
    const twice = [...line, back(4, 2, 3), release(5), back(6, 2, 5)];
    expect(originOf(find(twice, 6))).toBe(2);
    expect(target(twice, 6)).toBe(1);
  });
});

describe('a release that an operator names', () => {
  const all = [
    release(1),
    release(2, { commit: '1234567'.padEnd(40, 'a') }),
    release(3, { committed: false }),
    release(12),
    back(13, 2, 12, { commit: '1234567'.padEnd(40, 'a') }),
  ];
  const named = (to: string, serving: KeptRelease | null = find(all, 12)) =>
    chooseTarget('phone', all, serving, to);

  it('by number or commit, the newest with that commit', () => {
    expect(named('1').release).toBe(1);
    expect(named('1234567').release).toBe(13);
    expect(named('1234567AAA').release).toBe(13);
    expect(chooseTarget('phone', all, find(all, 13), undefined).release).toBe(1);
  });

  it.each([
    ['that is not kept', '77'],
    ['that never served', '3'],
    ['by a commit that no release has', 'beef'],
    ['by too little of a commit', '123'],
  ])('%s: UnknownRelease', (_what, to) => {
    expect(code(() => named(to))).toBe('UnknownRelease');
  });

  it('that serves, or where nothing serves, or nothing older is kept: NoRollbackTarget', () => {
    expect(code(() => named('12'))).toBe('NoRollbackTarget');
    expect(code(() => named('1', null))).toBe('NoRollbackTarget');
    expect(code(() => chooseTarget('phone', [release(4)], release(4), undefined))).toBe('NoRollbackTarget');
  });
});

describe('what came to the data since', () => {
  const since = (all: KeptRelease[], serving: number, to: number): number[] =>
    deploysSince(all, find(all, serving), find(all, to)).map((r) => r.release);

  it('every deploy down to the target', () => {
    expect(since([release(1), release(2), release(3)], 3, 1)).toEqual([3, 2]);
  });

  it('not what a rollback has left behind', () => {
    const all = [release(1), release(2), release(3), back(4, 1, 3), release(5)];
    expect(since(all, 4, 1)).toEqual([]);
    expect(since(all, 5, 4)).toEqual([5]);
    expect(since(all, 5, 1)).toEqual([5]);
  });

  it('past releases that are not kept any more', () => {
    const all = [release(1), release(3), back(5, 2, 4), release(6)];
    expect(since(all, 6, 1)).toEqual([6]);
    expect(since([release(1), release(4)], 4, 1)).toEqual([4]);
  });
});
