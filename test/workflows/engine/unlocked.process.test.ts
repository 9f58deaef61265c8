/** Plans whose last steps hold no lock and that ask nobody, as a backup's. */
import { errors, type ErrorCode } from '../../../src/errors';
import type { BackupPlan } from '../../../src/protocol/plan';
import type { Step } from '../../../src/protocol/steps/step';
import { progress } from '../../../src/workflows/run/messages';
import { fails, fencedBy, hangs, lasts, ok, stumbles, type FakeApp } from '../fakes';
import { planOf, step } from '../plans';
import { resetBefore, resultOf, statesOf, until, World, type Run } from '../world';

let world: World;
beforeAll(async () => (world = await World.create()));
afterAll(() => world.end());

let count = 0;
const free = (id: string, more: Partial<Step> = {}) =>
  step(id, {
    call: { run: 'snapshotCopies', args: { host: 'web1' } },
    undo: undefined,
    unlocked: true,
    ...more,
  });

/** With the step that makes it count. */
const recorded = [step('a'), free('d', { commits: true }), free('e', { onFailure: 'warn' })];

/** Two that copy, three that need no lock. */
function backupApp(
  more: Partial<BackupPlan> = {},
  steps = [step('a'), step('b'), free('c'), free('d'), free('e', { onFailure: 'warn' })],
): FakeApp {
  const { scope, ...base } = planOf(steps);
  const { release: _, from: __, to: ___, ...rest } = base;
  const backup = { sources: [], commit: 'b'.repeat(40), version: '1.3' };
  return world.appOf({
    ...rest,
    scope: { ...scope, app: `backup${count++}` },
    kind: 'backup',
    backup,
    neverAsks: true,
    ...more,
  } as BackupPlan);
}
const start = (app: FakeApp, request: object = {}): Promise<Run> => world.start(app, request, 'backup');
const run = async (app: FakeApp, request: object = {}) => resultOf(await start(app, request));
const begun = ['acquireLock', 'planBackup'];
/** Which of the two comes first is nobody's business. */
const beside = (calls: string[]): string[] => calls.filter((call) => call !== 'releaseLock');

it('frees the lock once, with the first step that needs none', async () => {
  const app = backupApp();
  const result = await run(app);
  expect(result).toMatchObject({ outcome: 'succeeded', failure: null });
  expect(beside(app.calls)).toEqual([...begun, 'a', 'b', 'c', 'd', 'e']);
  expect(app.calls.slice(4, 6).sort()).toEqual(['c', 'releaseLock']);
  expect(app.count('releaseLock')).toBe(1);
  expect(app.contexts.map(({ lease }) => lease?.token)).toEqual([1, 1, undefined, undefined, undefined]);
  // No release is made: it is the serving one to the end.
  expect(app.contexts.every(({ expect: release }) => release === 5)).toBe(true);
});

it('begins that step while the lock is being freed, and ends after it', async () => {
  const ended: string[] = [];
  const app = backupApp({}, [step('a'), free('c')]);
  app.on('releaseLock', async () => {
    await until(() => ended.includes('c'));
    ended.push('releaseLock');
  });
  app.on('c', async () => void ended.push('c'));
  expect(await run(app)).toMatchObject({ outcome: 'succeeded' });
  expect(ended).toEqual(['c', 'releaseLock']);
});

it('goes on where the lock cannot be freed, and says so', async () => {
  const app = backupApp().on('releaseLock', fails('HostUnreachable'));
  const result = await run(app);
  expect(result).toMatchObject({
    outcome: 'succeeded',
    warnings: [expect.stringContaining('The lock was not freed')],
  });
  expect(app.count('releaseLock')).toBe(1);
});

it('leaves a brief result where a night asks, to be kept a thousand times', async () => {
  expect(await run(backupApp(), { night: 'night-1' })).toMatchObject({
    outcome: 'succeeded',
    plan: null,
    steps: [],
  });
});

describe('a failure', () => {
  it('before that is undone', async () => {
    const app = backupApp().on('b', fails('CopyFailed'));
    expect(await run(app)).toMatchObject({ outcome: 'undone', failure: { code: 'CopyFailed', step: 'b' } });
    expect(app.calls).toEqual([...begun, 'a', 'b', 'undo b', 'undo a', 'releaseLock']);
  });

  it.each(['c', 'd'])('after it is a failure, and nothing is undone (%s)', async (id) => {
    const app = backupApp().on(id, fails('ResticFailed'));
    const result = await run(app);
    expect(result).toMatchObject({ outcome: 'failed', failure: { code: 'ResticFailed', step: id } });
    expect(statesOf(result)).toMatchObject({ a: 'done', b: 'done', [id]: 'failed' });
    expect(app.calls.filter((call) => call.startsWith('undo') || call === 'releaseLock')).toEqual([
      'releaseLock',
    ]);
  });

  it('that is a warning is one', async () => {
    const result = await run(backupApp().on('e', fails('HostUnreachable')));
    expect(result).toMatchObject({
      outcome: 'succeeded',
      warnings: ['Do e: HostUnreachable: HostUnreachable it is'],
    });
  });
});

describe('a cancel', () => {
  it('before that is undone', async () => {
    const app = backupApp().on('b', hangs);
    const started = await start(app);
    await until(() => app.count('b'));
    await started.cancel();
    expect((await resultOf(started)).outcome).toBe('cancelled');
    expect(app.calls).toEqual([...begun, 'a', 'b', 'b cancelled', 'undo b', 'undo a', 'releaseLock']);
  });

  it('while the last step that holds the lock ends is undone, too', async () => {
    const app = backupApp();
    const started = await start(app);
    app.on('b', async () => void (await started.cancel()));
    expect((await resultOf(started)).outcome).toBe('cancelled');
    expect(app.calls.slice(2)).toEqual(['a', 'b', 'undo b', 'undo a', 'releaseLock']);
  });

  it('after it ends the step that runs, and nothing is undone', async () => {
    const app = backupApp().on('c', hangs);
    const started = await start(app);
    await until(() => app.count('c'));
    await started.cancel();
    expect(await resultOf(started)).toMatchObject({
      outcome: 'cancelled',
      failure: { message: 'cancelled in "Do c"' },
    });
    expect(beside(app.calls)).toEqual([...begun, 'a', 'b', 'c', 'c cancelled']);
  });

  it('once the backup counts changes nothing', async () => {
    const app = backupApp({}, recorded).on('e', lasts(1_000));
    const started = await start(app);
    await until(() => app.count('e'));
    await started.cancel();
    expect((await resultOf(started)).outcome).toBe('succeeded');
    expect((await started.describe()).status.name).toBe('COMPLETED');
  });

  it('while the lock is freed ends what runs beside, and begins nothing more', async () => {
    const app = backupApp();
    const started = await start(app);
    app.on('c', hangs);
    app.on('releaseLock', () => started.cancel().then(() => lasts(300)()));
    expect((await resultOf(started)).outcome).toBe('cancelled');
    expect(beside(app.calls)).toEqual([...begun, 'a', 'b', 'c', 'c cancelled']);
  });
});

describe('nobody is asked', () => {
  it('where an undo fails: the others are tried, and it ends as failed by what it was undone for', async () => {
    const app = backupApp().on('b', fails('CopyFailed')).on('undo b', fails('CommandFailed'));
    const result = await run(app);
    expect(result).toMatchObject({ outcome: 'failed', failure: { code: 'CopyFailed', step: 'b' } });
    expect(result.warnings).toEqual(['Not undone: Take back b: CommandFailed: CommandFailed it is']);
    expect(app.calls.slice(2)).toEqual(['a', 'b', 'undo b', 'undo a', 'releaseLock']);
  });

  it.each<[string, Partial<Step>, string, string]>([
    [
      'a step that would ask',
      { onFailure: 'ask', ask: { default: 'stay', prompt: '' } },
      'ScriptFailed',
      'undone',
    ],
    ['an unknown outcome', { once: true, ask: { default: 'stay', prompt: '' } }, 'OutcomeUnknown', 'undone'],
    // What only an operator could decide stays as it is.
    ['an undo that needs a word', { undo: { ...step('a').undo!, freeUntil: 'a' } }, 'CopyFailed', 'failed'],
  ])('by %s', async (_, more, code, outcome) => {
    const app = backupApp({}, [step('a', more), free('c')]).on('a', fails(code));
    expect(await run(app)).toMatchObject({ outcome, failure: { code } });
    expect(app.calls.at(-1)).toBe('releaseLock');
  });
});

describe('a lock that cannot be had in time', () => {
  it.each([
    ['whatever comes between', stumbles('HostBusy', 200), 'HostBusy'],
    ['and that nobody answers about', hangs, 'CommandTimeout'],
  ])('ends the run, %s', async (_, behaviour, code) => {
    const app = backupApp().on('acquireLock', behaviour);
    const result = await run(app, { lockLimit: 1_500 });
    expect(result).toMatchObject({
      outcome: 'failed',
      plan: null,
      failure: { code, hint: errors[code as ErrorCode].hint },
    });
    expect(app.reports).toMatchObject([{ outcome: 'failed', failure: { code } }]);
    expect(app.calls).not.toEqual(expect.arrayContaining(['planBackup']));
  });
});

describe('a limit that passes', () => {
  it('is a failure, and what was begun is undone', async () => {
    const app = backupApp({ limit: 1_500 }).on('b', hangs);
    const started = await start(app);
    const result = await resultOf(started);
    expect(result).toMatchObject({ outcome: 'failed', failure: { code: 'TookTooLong', step: 'b' } });
    expect((await started.describe()).status.name).toBe('FAILED');
    expect(statesOf(result)).toMatchObject({ a: 'undone', b: 'undone', c: 'pending' });
    expect(app.calls.slice(2)).toEqual(['a', 'b', 'b cancelled', 'undo b', 'undo a', 'releaseLock']);
  });

  it('is what is told where the undo fails, too', async () => {
    const app = backupApp({ limit: 1_500 }).on('b', hangs).on('undo b', fails('HostUnreachable'));
    const result = await run(app);
    expect(result).toMatchObject({ outcome: 'failed', failure: { code: 'TookTooLong', step: 'b' } });
    expect(result.warnings).toEqual([expect.stringContaining('HostUnreachable')]);
  });

  it('after the lock was freed ends the step that runs', async () => {
    const app = backupApp({ limit: 1_500 }).on('d', hangs);
    expect(await run(app)).toMatchObject({ outcome: 'failed', failure: { code: 'TookTooLong', step: 'd' } });
    expect(beside(app.calls.slice(2))).toEqual(['a', 'b', 'c', 'd', 'd cancelled']);
  });

  it.each(['d', 'e'])(
    'once the backup counts, or while that is written down (%s), changes nothing',
    async (id) => {
      const app = backupApp({ limit: 1_500 }, recorded).on(id, lasts(2_500));
      expect(await run(app)).toMatchObject({ outcome: 'succeeded', failure: null, warnings: [] });
      expect(beside(app.calls.slice(2))).toEqual(['a', 'd', 'e']);
    },
  );

  it('does not count the wait for the lock, and ends with the run', async () => {
    const app = backupApp({ limit: 1_500 }).on('acquireLock', lasts(2_000));
    const started = await start(app);
    expect((await resultOf(started)).outcome).toBe('succeeded');
    const { events } = await started.fetchHistory();
    expect(events!.filter((event) => event.timerCanceledEventAttributes)).toHaveLength(1);
  });

  it('leaves a cancel a cancel', async () => {
    const app = backupApp({ limit: 60_000 }).on('b', hangs);
    const started = await start(app);
    await until(() => app.count('b'));
    await started.cancel();
    expect(await resultOf(started)).toMatchObject({ outcome: 'cancelled', failure: { code: 'Cancelled' } });
  });
});

describe('a reset', () => {
  it('in the middle of what needs no lock goes on there, without one', async () => {
    const app = backupApp().on('d', hangs);
    const started = await start(app);
    await until(() => app.count('d'));
    app.on('d', ok);
    const again = await resetBefore(world, started, 'Do d');
    expect((await resultOf(again)).outcome).toBe('succeeded');
    expect(beside(app.calls).filter((call) => !call.includes('cancelled'))).toEqual([
      ...begun,
      'a',
      'b',
      'c',
      'd',
      'd',
      'e',
    ]);
  });

  it('there that fails undoes nothing', async () => {
    const app = backupApp().on('d', hangs);
    const started = await start(app);
    await until(() => app.count('d'));
    app.on('d', fails('ResticFailed'));
    const again = await resetBefore(world, started, 'Do d');
    expect((await resultOf(again)).outcome).toBe('failed');
    expect(app.calls.some((call) => call.startsWith('undo'))).toBe(false);
  });

  it('before it takes the lock anew, and frees that', async () => {
    const app = backupApp();
    const fenced = fencedBy(app);
    app.on('a', fenced).on('b', fenced).on('c', hangs);
    const started = await start(app);
    await until(() => app.count('c'));
    app.on('c', ok);
    const again = await resetBefore(world, started, 'Do b');
    expect((await resultOf(again)).outcome).toBe('succeeded');
    const calls = app.calls.filter((call) => !call.includes('cancelled')).slice(6);
    expect(beside(calls)).toEqual(['b', 'acquireLock', 'b', 'c', 'd', 'e']);
    expect(calls.filter((call) => call === 'releaseLock')).toHaveLength(1);
    expect((await again.query(progress)).phase).toBe('ended');
  });
});
