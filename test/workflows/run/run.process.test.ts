import { ApplicationFailure } from '@temporalio/common';
import { RoostError } from '../../../src/errors';
import { recordedError } from '../../../src/errors/recorded';
import { fails, hangs, lasts, ok, stumbles } from '../fakes';
import { commit, step } from '../plans';
import { statesOf, resultOf, until, World } from '../world';

let world: World;
beforeAll(async () => (world = await World.create()));
afterAll(() => world.end());

describe('forward', () => {
  it('locks, plans, runs the steps in order and unlocks', async () => {
    const app = world.app([step('a'), step('b'), commit(), step('c')]);
    const result = await world.deploy(app, { reason: 'because' });
    expect(result).toMatchObject({ outcome: 'succeeded', failure: null, warnings: [] });
    expect(app.calls).toEqual(['acquireLock', 'planDeploy', 'a', 'b', 'commit', 'c', 'releaseLock']);
    expect(app.contexts.map(({ expect: release }) => release)).toEqual([5, 5, 5, 6]);
    expect(app.contexts[0]).toMatchObject({
      operation: 'c0ffee',
      step: 'a',
      ordinal: 0,
      direction: 'forward',
      by: 'anna',
      reason: 'because',
      lease: { token: 1 },
    });
  });

  it('has nothing to do for an empty plan', async () => {
    const app = world.app([]);
    expect(await world.deploy(app)).toMatchObject({ outcome: 'unchanged', failure: null });
    expect(app.calls).toEqual(['acquireLock', 'planDeploy', 'releaseLock']);
  });

  it('refuses another plan than the expected one, and says what it is now', async () => {
    const app = world.app([step('a'), step('b')]);
    const result = await world.deploy(app, { expect: 'ffffffffffffffff' });
    expect(result).toMatchObject({ outcome: 'refused', failure: { code: 'PlanChanged' } });
    expect(result.failure!.message).toBe(
      'the plan is 0123456789abcdef now, not ffffffffffffffff: aaaaaaa → bbbbbbb, steps: a, b',
    );
    expect(app.calls).toEqual(['acquireLock', 'planDeploy', 'releaseLock']);
    expect(await world.deploy(world.app([step('a')]), { expect: '0123456789abcdef' })).toMatchObject({
      outcome: 'succeeded',
    });
  });

  it('reports warnings of steps, and failures after the commit point as such', async () => {
    const app = world.app([step('a'), step('b', { onFailure: 'warn' }), commit(), step('c'), step('d')], {
      warnings: ['from the plan'],
    });
    app
      .on('a', () => ({ warnings: ['from a'], note: 'noted' }))
      .on('b', fails('ScriptFailed'))
      .on('c', fails('OutcomeUnknown'));
    const result = await world.deploy(app);
    expect(result.outcome).toBe('succeeded');
    expect(result.warnings).toEqual([
      'from the plan',
      'from a',
      'Do b: ScriptFailed: ScriptFailed it is',
      'Do c: OutcomeUnknown: OutcomeUnknown it is',
    ]);
    expect(statesOf(result)).toEqual({ a: 'done', b: 'warned', commit: 'done', c: 'warned', d: 'done' });
    expect(result.steps[0]).toMatchObject({ seconds: 1, note: 'noted' });
  });

  it('does not let an unlocking that fails hide the result', async () => {
    const app = world.app([step('a')]).on('releaseLock', fails('HostUnreachable'));
    const result = await world.deploy(app);
    expect(result.outcome).toBe('succeeded');
    expect(result.warnings[0]).toMatch('The lock was not freed');
  });
});

describe('undo', () => {
  it('takes back in reverse, beginning with the failed step itself', async () => {
    const app = world
      .app([step('a'), step('b', { undo: undefined }), step('c'), step('d')])
      .on('c', fails('BuildFailed', 'no make'));
    const run = await world.start(app);
    await expect(run.result()).rejects.toMatchObject({
      cause: {
        type: 'BuildFailed',
        nonRetryable: true,
        message: expect.stringMatching(/^BuildFailed: no make \(hint: Read the end/),
        stack: expect.not.stringContaining('conclude'),
      },
    });
    const result = await resultOf(run);
    expect(result).toMatchObject({ outcome: 'undone', failure: { code: 'BuildFailed', step: 'c' } });
    expect(app.calls).toEqual([
      'acquireLock',
      'planDeploy',
      'a',
      'b',
      'c',
      'undo c',
      'undo a',
      'releaseLock',
    ]);
    expect(statesOf(result)).toEqual({ a: 'undone', b: 'done', c: 'undone', d: 'pending' });
    expect(app.contexts.slice(-2)).toMatchObject([
      { step: 'c', direction: 'undo', expect: 5 },
      { step: 'a', direction: 'undo', expect: 5 },
    ]);
  });

  it('undoes nothing when the world has moved on', async () => {
    for (const code of ['StalePlan', 'OperationClosed', 'LockedElsewhere', 'LockWaitTimeout']) {
      const app = world.app([step('a'), step('b')]).on('b', fails(code));
      expect(await world.deploy(app)).toMatchObject({ outcome: 'refused', failure: { code } });
      expect(app.calls.slice(2)).toEqual(['a', 'b', 'releaseLock']);
    }
  });

  it('leaves the rest to the other run when the world moves on after the commit point', async () => {
    const app = world.app([commit(), step('a'), step('b')]).on('a', fails('StalePlan'));
    expect(statesOf(await world.deploy(app))).toEqual({ commit: 'done', a: 'warned', b: 'skipped' });
    expect(app.count('b')).toBe(0);
  });
});

it('is refused after the commit point too when it is the reset of an ended run', async () => {
  const ended = () => {
    throw ApplicationFailure.create({
      type: 'StalePlan',
      message: 'ended',
      nonRetryable: true,
      details: [recordedError(new RoostError('StalePlan', 'ended', {}, { isEnded: true }))],
    });
  };
  const app = world.app([commit(), step('a'), step('b')]).on('a', ended);
  expect(await world.deploy(app)).toMatchObject({
    outcome: 'refused',
    failure: { code: 'StalePlan', step: 'a' },
  });
  expect(app.calls.slice(2)).toEqual(['commit', 'a', 'releaseLock']);
});

describe('what may be down for a time', () => {
  const down = { from: 'stop', limit: 2_000 };

  it('is undone by itself when that is over, and has not been cancelled', async () => {
    const app = world.app([step('ahead'), step('stop'), step('there'), commit()], { down });
    app.on('ahead', lasts(2_500)).on('there', hangs);
    const result = await world.deploy(app);
    expect(result).toMatchObject({
      outcome: 'undone',
      failure: { code: 'DownTooLong', step: 'there' },
    });
    expect(app.calls.slice(3)).toEqual([
      'stop',
      'there',
      'there cancelled',
      'undo there',
      'undo stop',
      'undo ahead',
      'releaseLock',
    ]);
  });

  it('is left alone behind the commit point, and where it was quick', async () => {
    const app = world.app([step('stop'), commit(), step('tidy')], { down });
    app.on('tidy', lasts(3_000));
    expect(await world.deploy(app)).toMatchObject({ outcome: 'succeeded', warnings: [] });
    expect(app.calls).toContain('tidy');
  });

  it('is cancelled as any other within that time', async () => {
    const app = world.app([step('stop'), step('there'), commit()], { down: { ...down, limit: 60_000 } });
    app.on('there', hangs);
    const run = await world.start(app);
    await until(() => app.calls.includes('there'));
    await run.cancel();
    expect(await resultOf(run)).toMatchObject({ outcome: 'cancelled', failure: { code: 'Cancelled' } });
  });
});

describe('cancel', () => {
  it('ends the step that runs, then undoes, and keeps the result', async () => {
    const app = world.app([step('a'), step('b')]).on('b', hangs);
    const run = await world.start(app);
    await until(() => app.count('b'));
    await run.cancel();
    const result = await resultOf(run);
    expect(result).toMatchObject({
      outcome: 'cancelled',
      plan: null,
      failure: { code: 'Cancelled', message: 'cancelled in "Do b"' },
    });
    expect((await run.describe()).status.name).toBe('CANCELLED');
    expect(app.calls.slice(2)).toEqual(['a', 'b', 'b cancelled', 'undo b', 'undo a', 'releaseLock']);
  });

  it('is honoured while a step waits for its next try', async () => {
    const app = world.app([step('a')]).on('a', stumbles('HostUnreachable', 60_000));
    const run = await world.start(app);
    await until(() => app.count('a'));
    await run.cancel();
    expect((await resultOf(run)).outcome).toBe('cancelled');
    expect(app.calls.slice(2)).toEqual(['a', 'undo a', 'releaseLock']);
  });

  it('is honoured between steps', async () => {
    const app = world.app([step('a'), step('b')]);
    const run = await world.start(app);
    app.on('a', async () => void (await run.cancel()));
    expect((await resultOf(run)).failure!.message).toMatch(/^cancelled (before "Do b"|in "Do a")$/);
    expect(app.calls.slice(2)).toEqual(['a', 'undo a', 'releaseLock']);
  });

  it('is honoured while the lock is waited for', async () => {
    const app = world.app([step('a')]).on('acquireLock', stumbles('Locked', 60_000));
    const run = await world.start(app);
    await until(() => app.count('acquireLock'));
    await run.cancel();
    expect((await resultOf(run)).outcome).toBe('cancelled');
    expect(app.calls).toEqual(['acquireLock']);
  });

  it.each(['commit', 'a'])('is answered by finishing in and after the commit point (%s)', async (where) => {
    const app = world.app([commit(), step('a'), step('b', { group: 'g' }), step('c', { group: 'g' })]);
    const run = await world.start(app);
    app.on(where, () => run.cancel().then(() => lasts(500)()));
    expect(await run.result()).toMatchObject({ outcome: 'succeeded', warnings: [] });
    expect(app.calls.slice(2, 4)).toEqual(['commit', 'a']);
    expect(app.calls.at(-1)).toBe('releaseLock');
  });
});

describe('group', () => {
  const group = (id: string) => step(id, { group: 'g' });

  it('runs side by side', async () => {
    const app = world.app([step('a'), group('b'), group('c'), step('d')]);
    const both = () => until(() => app.count('b') && app.count('c')).then(() => {});
    app.on('b', both).on('c', both);
    expect(await world.deploy(app)).toMatchObject({ outcome: 'succeeded' });
    expect(app.calls.slice(2).filter((call) => !['b', 'c'].includes(call))).toEqual([
      'a',
      'd',
      'releaseLock',
    ]);
  });

  it('ends the others when one fails, and undoes when all have ended', async () => {
    const app = world.app([step('a'), group('b'), group('c'), group('d')]);
    app.on('b', hangs).on('d', hangs);
    app.on('c', () => until(() => app.count('b') && app.count('d')).then(fails('BuildFailed') as () => void));
    const result = await world.deploy(app);
    expect(result).toMatchObject({ outcome: 'undone', failure: { code: 'BuildFailed', step: 'c' } });
    expect(app.calls.slice(-5)).toEqual(['undo d', 'undo c', 'undo b', 'undo a', 'releaseLock']);
    expect(app.calls.indexOf('undo d')).toBeGreaterThan(
      Math.max(app.calls.indexOf('b cancelled'), app.calls.indexOf('d cancelled')),
    );
  });
});

describe('history', () => {
  it('shows each call by its title, and attributes to filter by', async () => {
    const app = world.app(Array.from({ length: 10 }, (_, index) => step(`s${index}`)));
    const run = await world.start(app);
    await run.result();
    const { events } = await run.fetchHistory();
    const summaries = events!.flatMap(({ activityTaskScheduledEventAttributes: scheduled, userMetadata }) =>
      scheduled ? [JSON.parse(Buffer.from(userMetadata!.summary!.data!).toString())] : [],
    );
    const { name } = app;
    expect(summaries).toEqual([
      `Take the lock of ${name}`,
      'Plan the deploy of the branch',
      ...app.plan.steps.map(({ title }) => title),
      `Free the lock of ${name}`,
      'Report how the run ended',
    ]);
    const { typedSearchAttributes: typed } = await run.describe();
    expect(Object.fromEntries(typed.getAll().map(({ key, value }) => [key.name, value]))).toMatchObject({
      RoostApp: name,
      RoostHost: 'web1',
      RoostWorkflow: 'deploy',
      RoostCommit: 'b'.repeat(40),
      RoostOperation: 'c0ffee',
      RoostOutcome: 'succeeded',
    });
    // 3 of them are the report, 2 its patch, 3 a workflow task between it and the freed lock.
    expect(events!.length).toBeLessThan(98);
  });

  it('waits out the lock without events of its own', async () => {
    const app = world
      .app([step('a')])
      .on('acquireLock', stumbles('Locked'), stumbles('Locked'), stumbles('Locked'), ok);
    const run = await world.start(app);
    expect((await run.result()).outcome).toBe('succeeded');
    expect(app.count('acquireLock')).toBe(4);
  });
});
