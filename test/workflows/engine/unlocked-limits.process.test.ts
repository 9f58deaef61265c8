import { errors, type ErrorCode } from '../../../src/errors';
import { progress } from '../../../src/workflows/run/messages';
import { fails, fencedBy, hangs, lasts, ok, stumbles } from '../fakes';
import { resetBefore, resultOf, statesOf, until } from '../world';
import { backupApp, begun, beside, recorded, run, start, world } from './unlocked-scene';

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
