import { differences, isLate, judge, lateIn, type Ending, type Expected } from '../../lab/crash/compare';
import { parse } from '../../lab/crash/fingerprint';
import type { Cell } from '../../lab/crash/types';

const former = { lock: [], script: [], operation: ['OP.closed'], env: ['a'] };
const after = { lock: [], script: ['1 v3'], operation: ['OP.closed', 'OP.closed'], env: ['b'] };
const undone = { ...former, operation: after.operation };
const ended = (outcome: string, code: string | null = null): Ending => ({
  outcome,
  code,
  waitsAt: null,
  says: '',
});
const good: Expected = {
  reference: { ending: ended('succeeded'), print: after },
  former,
  once: ['postdeploy'],
};
const failing: Expected = {
  reference: { ending: ended('undone', 'ScriptFailed'), print: { ...undone, script: ['1 v3'] } },
  former,
  once: ['postdeploy'],
};
const cell = (change: Partial<Cell> = {}): Cell => ({
  scenario: 'recreate',
  fault: 'worker',
  activity: 'postdeploy',
  kind: 'effect',
  ...change,
});
const waiting = (code: string, waitsAt = 'postdeploy'): Ending => ({
  outcome: 'waiting',
  code,
  waitsAt,
  says: 'the host went down',
});

describe('the verdict on a cell', () => {
  it('is same when nothing differs from the undisturbed run', () => {
    expect(judge(cell(), good, { ending: ended('succeeded'), print: after }).word).toBe('same');
  });

  it.each([
    ['a lock that is left', { ...after, lock: ['held'] }, 'lock: too much: held'],
    ['a script that ran twice', { ...after, script: ['2 v3'] }, 'script: missing: 1 v3'],
    ['an env file of another release', { ...after, env: ['a'] }, 'env: missing: b'],
    ['the same line twice', { ...after, env: ['b', 'b'] }, 'env: too much: b'],
  ])('is wrong for %s, and says so', (_what, print, why) => {
    const verdict = judge(cell(), good, { ending: ended('succeeded'), print });
    expect(verdict.word).toBe('wrong');
    expect(verdict.why).toContain(why);
  });

  it('is undone only where the plan fails by itself', () => {
    const seen = { ending: ended('undone', 'Unhealthy'), print: undone };
    expect(judge(cell(), failing, seen).word).toBe('undone');
    expect(judge(cell(), good, seen).word).toBe('wrong');
    expect(judge(cell(), failing, { ...seen, print: { ...undone, env: ['b'] } }).word).toBe('wrong');
  });

  it('may be undone where the scenario says so: then all but what it names is as before', () => {
    const either = { ...good, undone: { without: ['there image'] } };
    const left = { ...undone, 'there image': ['roost/phone-app:OP'] };
    expect(judge(cell(), either, { ending: ended('undone'), print: left }).word).toBe('undone');
    const serves = { ...left, 'there serves': ['v3'] };
    expect(judge(cell(), either, { ending: ended('undone', 'DiskFull'), print: serves })).toEqual({
      word: 'wrong',
      why: ['undone: DiskFull: ', 'there serves: too much: v3'],
    });
  });

  it.each<[Partial<Cell>, Ending, string]>([
    [{ fault: 'host' }, waiting('OutcomeUnknown'), 'waiting'],
    [{ fault: 'docker' }, waiting('OutcomeUnknown'), 'waiting'],
    [{ fault: 'worker' }, waiting('OutcomeUnknown'), 'wrong'],
    [{ fault: 'host', kind: 'before' }, waiting('OutcomeUnknown'), 'wrong'],
    [{ fault: 'host', activity: 'start' }, waiting('OutcomeUnknown'), 'wrong'],
    [{ fault: 'host', activity: 'start' }, waiting('OutcomeUnknown', 'start'), 'wrong'],
    [{ fault: 'host' }, waiting('UndoFailed'), 'wrong'],
  ])('of a run that waits: %j', (change, ending, word) => {
    expect(judge(cell(change), good, { ending, print: {} }).word).toBe(word);
  });
});

it('reads a fingerprint past what differs from run to run', () => {
  const commit = 'd'.repeat(40);
  const print = (operation: string, sha: string) =>
    parse(`image\troost/phone-app:${operation} ${sha}\nlock\theld\nimage\ta\n`, { [sha]: 'v3' });
  expect(print('0123456789', commit)).toEqual(print('abcdef0123', 'e'.repeat(40)));
  expect(print('0123456789', commit)).toEqual({
    here: [],
    image: ['a', 'roost/phone-app:OP v3'],
    lock: ['held'],
  });
  expect(differences(print('0123456789', commit), parse('', {}))).toHaveLength(3);
});

test('only behind the last change of a run, and of what stops containers, is it enough that status names them', () => {
  const points = (
    [
      ['retire', 'effect'],
      ['retire', 'answered'],
      ['retire', 'between'],
      ['releaseLock', 'before'],
    ] as const
  ).map(([activity, kind]) => ({ activity, kind }));
  const late = lateIn(points, 'retire');
  expect(late).toEqual(points.slice(1));
  expect(lateIn(points, undefined)).toEqual([]);
  const is = (change: Partial<Cell>): boolean => isLate(cell(change), { ...good, late });
  expect(is({ fault: 'powercut', activity: 'retire', kind: 'answered' })).toBe(true);
  expect(is({ fault: 'powercut', activity: 'retire', kind: 'effect' })).toBe(false);
  expect(is({ fault: 'worker', activity: 'retire', kind: 'answered' })).toBe(false);
  expect(isLate(cell({ fault: 'host', activity: 'retire', kind: 'answered' }), good)).toBe(false);
});
