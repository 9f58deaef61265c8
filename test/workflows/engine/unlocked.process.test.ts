/** Plans whose last steps hold no lock and that ask nobody, as a backup's. */
import type { Step } from '../../../src/protocol/steps/step';
import { fails, hangs, lasts } from '../fakes';
import { step } from '../plans';
import { resultOf, statesOf, until } from '../world';
import { backupApp, begun, beside, free, recorded, run, start } from './unlocked-scene';

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
