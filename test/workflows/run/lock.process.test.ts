import { ApplicationFailure } from '@temporalio/common';
import type { PlannedFleet } from '../../../src/fleet/file';
import { fails, ok } from '../fakes';
import { type planOf, step } from '../plans';
import { resultOf, type Run, World } from '../world';

let world: World;
beforeAll(async () => (world = await World.create()));
afterAll(() => world.end());

it('takes a lost lock again and repeats the call with the new lease', async () => {
  const app = world.app([step('a'), step('b')]).on('b', fails('LockLost'), ok);
  expect((await world.deploy(app)).outcome).toBe('succeeded');
  expect(app.calls).toEqual(['acquireLock', 'planDeploy', 'a', 'b', 'acquireLock', 'b', 'releaseLock']);
  expect(app.contexts.map(({ lease }) => lease.token)).toEqual([1, 1, 2]);
  expect(app.contexts.map(({ ordinal }) => ordinal)).toEqual([0, 0, 0]);
});

it('does so while planning and undoing as well', async () => {
  const app = world
    .app([step('a')])
    .on('planDeploy', fails('LockLost'), ok)
    .on('a', fails('BuildFailed'))
    .on('undo a', fails('LockLost'), ok);
  expect((await world.deploy(app)).outcome).toBe('undone');
  expect(app.calls).toEqual([
    'acquireLock',
    'planDeploy',
    'acquireLock',
    'planDeploy',
    'a',
    'undo a',
    'acquireLock',
    'undo a',
    'releaseLock',
  ]);
});

it('takes it again and frees it where the plan has it, and reports with what the plan recorded', async () => {
  const fleet = { name: 'home' } as PlannedFleet;
  const app = world.app([step('a')]).on('a', fails('LockLost'), ok);
  const { scope } = app.plan as ReturnType<typeof planOf>;
  app.plan = { ...app.plan, scope: { ...scope, fleet } } as ReturnType<typeof planOf>;
  const run = await world.start(app);
  await run.result();
  const inputs = await inputsOf(run);
  const planned = { ...scope, fleet };
  expect(inputs('acquireLock').map(([request]) => request?.scope)).toEqual([
    { kind: 'app', app: scope.app },
    planned,
  ]);
  expect(inputs('releaseLock').map(([lease]) => lease?.scope)).toEqual([planned]);
  expect(app.reports.map((report) => report.planned)).toEqual([fleet]);
});

it('takes it once for a whole group', async () => {
  const loses = () => {
    if (app.token === 1) throw ApplicationFailure.nonRetryable('gone', 'LockLost');
  };
  const app = world.app([step('a', { group: 'g' }), step('b', { group: 'g' })]);
  app.on('a', loses).on('b', loses);
  expect((await world.deploy(app)).outcome).toBe('succeeded');
  expect(app.count('acquireLock')).toBe(2);
});

it('gives up when one call loses it again and again', async () => {
  const app = world.app([step('a', { undo: undefined })]).on('a', fails('LockLost'));
  expect(await world.deploy(app)).toMatchObject({ outcome: 'undone', failure: { code: 'LockLost' } });
  expect(app.count('a')).toBe(5);
});

it('refuses when the lock cannot be had again', async () => {
  const app = world
    .app([step('a'), step('b')])
    .on('b', fails('LockLost'))
    .on('acquireLock', ok, fails('LockWaitTimeout'));
  expect(await world.deploy(app)).toMatchObject({ outcome: 'refused', failure: { code: 'LockWaitTimeout' } });
  expect(app.calls.some((call) => call.startsWith('undo'))).toBe(false);
});

it('ends refused or failed when it never gets to its plan', async () => {
  const waited = world.app([step('a')]).on('acquireLock', fails('LockWaitTimeout'));
  expect(await world.deploy(waited)).toMatchObject({
    outcome: 'refused',
    plan: null,
    failure: { code: 'LockWaitTimeout' },
  });
  const refused = world.app([step('a')]).on('planDeploy', fails('NotAhead'));
  const run = await world.start(refused);
  expect(await resultOf(run)).toMatchObject({ outcome: 'refused', failure: { code: 'NotAhead' } });
  const failed = world.app([step('a')]).on('planDeploy', fails('FetchFailed'));
  expect(await world.deploy(failed)).toMatchObject({ outcome: 'failed', failure: { code: 'FetchFailed' } });
  expect(failed.calls).toEqual(['acquireLock', 'planDeploy', 'releaseLock']);
});

/** The arguments of every call of an activity, as the history has them. */
async function inputsOf(run: Run): Promise<(activity: string) => { scope: unknown }[][]> {
  const { events } = await run.fetchHistory();
  const calls = events!.flatMap(({ activityTaskScheduledEventAttributes: call }) => (call ? [call] : []));
  return (activity) =>
    calls
      .filter(({ activityType }) => activityType!.name === activity)
      .map(({ input }) =>
        input!.payloads!.map(
          ({ data }) => JSON.parse(Buffer.from(data!).toString('utf8')) as { scope: unknown },
        ),
      );
}
