import { decide, progress } from '../../../src/workflows/run/messages';
import { fails, fencedBy, hangs, ok } from '../fakes';
import { step } from '../plans';
import { answer, resetBefore, resultOf, until, waitingOf, World } from '../world';

let world: World;
beforeAll(async () => (world = await World.create()));
afterAll(() => world.end());

const stay = { default: 'stay', prompt: '' } as const;

it('does not apply the decision of the former run', async () => {
  const app = world
    .app([step('a', { onFailure: 'ask', ask: stay }), step('b')])
    .on('a', fails('ScriptFailed'));
  const run = await world.start(app);
  const former = await waitingOf(run);
  app.on('b', hangs);
  await answer(run, 'skip');
  await until(() => app.count('b'));

  const again = await resetBefore(world, run, 'Do a');
  const waiting = await waitingOf(again);
  expect(waiting.id).not.toBe(former.id);
  const { events } = await again.fetchHistory();
  expect(events!.some((event) => event.workflowExecutionUpdateAdmittedEventAttributes)).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(await again.query(progress)).toMatchObject({
    phase: 'waiting',
    steps: [{ state: 'waiting' }, { state: 'pending' }],
  });

  app.on('b', ok);
  await answer(again, 'skip');
  expect((await resultOf(again)).outcome).toBe('succeeded');
});

// The decision is accepted in the very task that schedules the next step, so `Do b` would be too early.
it('keeps a decision that lies before the reset point', async () => {
  const app = world
    .app([step('a', { onFailure: 'ask', ask: stay }), step('b'), step('c')])
    .on('a', fails('ScriptFailed'))
    .on('c', hangs);
  const run = await world.start(app);
  await answer(run, 'skip');
  await until(() => app.count('c'));
  app.on('c', ok);
  const again = await resetBefore(world, run, 'Do c');
  expect((await resultOf(again)).outcome).toBe('succeeded');
  expect(app.count('a')).toBe(1);
});

it('takes the lock anew when a running run is reset in mid-plan', async () => {
  const app = world.app([step('a'), step('b')]);
  const fenced = fencedBy(app);
  app.on('a', fenced).on('b', hangs);
  const run = await world.start(app);
  await until(() => app.count('b'));
  app.on('b', fenced);
  const again = await resetBefore(world, run, 'Do b');
  expect((await resultOf(again)).outcome).toBe('succeeded');
  expect(app.calls.filter((call) => !call.includes('cancelled'))).toEqual([
    'acquireLock',
    'planDeploy',
    'a',
    'b',
    'b',
    'acquireLock',
    'b',
    'releaseLock',
  ]);
  expect(app.contexts.at(-1)).toMatchObject({ lease: { token: 2 }, operation: 'c0ffee' });
});

it('takes back what the former run has done beyond the reset point', async () => {
  const app = world.app([step('a'), step('b'), step('c'), step('d')]).on('d', hangs);
  const run = await world.start(app);
  await until(() => app.count('d'));
  app.on('b', fencedBy(app), fails('BuildFailed'));
  const again = await resetBefore(world, run, 'Do b');
  expect((await resultOf(again)).outcome).toBe('undone');
  expect(app.calls.slice(app.calls.indexOf('undo d'))).toEqual([
    'undo d',
    'undo c',
    'undo b',
    'undo a',
    'releaseLock',
  ]);
  expect(app.contexts.slice(-4).map(({ step: id, ifBegun = false }) => [id, ifBegun])).toEqual([
    ['d', true],
    ['c', true],
    ['b', false],
    ['a', false],
  ]);
});

it('takes it back also when the reset run learns only in its undo that it holds nothing', async () => {
  const app = world
    .app([step('a', { onFailure: 'ask', ask: stay }), step('b')])
    .on('a', fails('ScriptFailed'));
  const run = await world.start(app);
  await waitingOf(run);
  app.on('b', hangs);
  await answer(run, 'skip');
  await until(() => app.count('b'));
  const again = await resetBefore(world, run, 'Do b');
  await waitingOf(again);
  app.on('undo a', fencedBy(app), ok);
  await answer(again, 'undo');
  expect((await resultOf(again)).outcome).toBe('undone');
  // The former run's step hears of its end at some time of its own.
  const calls = app.calls.filter((call) => call !== 'b cancelled');
  expect(calls.slice(-5)).toEqual(['undo a', 'acquireLock', 'undo b', 'undo a', 'releaseLock']);
});

it('refuses a decision with the wait id of the former run', async () => {
  const app = world.app([step('a', { onFailure: 'ask', ask: stay })]).on('a', fails('ScriptFailed'));
  const run = await world.start(app);
  const former = await waitingOf(run);
  const again = await resetBefore(world, run, 'Do a');
  await waitingOf(again);
  const late = again.executeUpdate(decide, { args: [{ waitId: former.id, verb: 'skip' }] });
  await expect(late).rejects.toMatchObject({
    cause: { type: 'NothingToDecide', message: expect.stringContaining('for another wait') },
  });
  await answer(again, 'abort');
  expect((await resultOf(again)).outcome).toBe('failed');
});

it('asks before it takes back what the former run has put to use', async () => {
  const guarded = step('a', { undo: { ...step('a').undo!, freeUntil: 'c', prompt: 'Rows may be lost.' } });
  const app = world.app([guarded, step('b'), step('c'), step('d')]).on('d', hangs);
  const run = await world.start(app);
  await until(() => app.count('d'));
  app.on('b', fencedBy(app), fails('Unhealthy'));
  const again = await resetBefore(world, run, 'Do b');
  expect(await waitingOf(again)).toMatchObject({
    title: 'Take back a',
    verbs: ['undo', 'abort'],
    default: 'stay',
    after: null,
    prompt: 'Rows may be lost.',
  });
  expect(app.calls.some((call) => call.startsWith('undo'))).toBe(false);
  await answer(again, 'undo');
  expect((await resultOf(again)).outcome).toBe('undone');
  expect(app.calls.filter((call) => call.startsWith('undo'))).toEqual([
    'undo d',
    'undo c',
    'undo b',
    'undo a',
  ]);
});
