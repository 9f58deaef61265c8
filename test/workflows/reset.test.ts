import { randomUUID } from 'node:crypto';
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { deploy } from '../../src/workflows/deploy';
import { decide, progress } from '../../src/workflows/messages';
import { fails, hangs, ok, type Behaviour } from './fakes';
import { step } from './plans';
import { answer, resultOf, until, waitingOf, World, type Run } from './world';

let world: World;
beforeAll(async () => (world = await World.create()));
afterAll(() => world.end());

/** Resets to the last workflow task that completed before the step began. */
async function resetBefore(run: Run, title: string): Promise<Run> {
  const { events } = await run.fetchHistory();
  const scheduled = events!.findIndex(({ userMetadata }) => userMetadata?.summary && String(userMetadata.summary.data).includes(title));
  const task = events!.slice(0, scheduled).findLast((event) => event.workflowTaskCompletedEventAttributes)!;
  const { client, namespace } = world.env;
  const workflowExecution = { workflowId: run.workflowId };
  const { runId } = await client.workflowService.resetWorkflowExecution({
    namespace: namespace ?? 'default',
    workflowExecution,
    reason: 'test',
    workflowTaskFinishEventId: task.eventId,
    requestId: randomUUID(),
  });
  return client.workflow.getHandle<typeof deploy>(run.workflowId, runId);
}

const stay = { default: 'stay', says: '' } as const;

it('does not apply the decision of the former run', async () => {
  const app = world.app([step('a', { onFailure: 'ask', ask: stay }), step('b')]).on('a', fails('ScriptFailed'));
  const run = await world.start(app);
  const former = await waitingOf(run);
  app.on('b', hangs);
  await answer(run, 'skip');
  await until(() => app.count('b'));

  const again = await resetBefore(run, 'Do a');
  const waiting = await waitingOf(again);
  expect(waiting.id).not.toBe(former.id);
  const { events } = await again.fetchHistory();
  expect(events!.some((event) => event.workflowExecutionUpdateAdmittedEventAttributes)).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(await again.query(progress)).toMatchObject({ phase: 'waiting', steps: [{ state: 'waiting' }, { state: 'pending' }] });

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
  const again = await resetBefore(run, 'Do c');
  expect((await resultOf(again)).outcome).toBe('succeeded');
  expect(app.count('a')).toBe(1);
});

it('takes the lock anew when a running run is reset in mid-plan', async () => {
  const app = world.app([step('a'), step('b')]);
  const fenced: Behaviour = () => {
    if (Context.current().info.workflowExecution!.runId !== app.holder) throw ApplicationFailure.nonRetryable('held by another run', 'LockLost');
  };
  app.on('a', fenced).on('b', hangs);
  const run = await world.start(app);
  await until(() => app.count('b'));
  app.on('b', fenced);
  const again = await resetBefore(run, 'Do b');
  expect((await resultOf(again)).outcome).toBe('succeeded');
  expect(app.calls.filter((call) => !call.includes('cancelled'))).toEqual(['acquireLock', 'planDeploy', 'a', 'b', 'b', 'acquireLock', 'b', 'releaseLock']);
  expect(app.contexts.at(-1)).toMatchObject({ lease: { token: 2 }, operation: 'c0ffee' });
});

/** Fails like a guard for a run that does not hold the lock. */
const fencedBy =
  (app: { holder?: string }): Behaviour =>
  () => {
    if (Context.current().info.workflowExecution!.runId !== app.holder) throw ApplicationFailure.nonRetryable('held by another run', 'LockLost');
  };

it('takes back what the former run has done beyond the reset point', async () => {
  const app = world.app([step('a'), step('b'), step('c'), step('d')]).on('d', hangs);
  const run = await world.start(app);
  await until(() => app.count('d'));
  app.on('b', fencedBy(app), fails('BuildFailed'));
  const again = await resetBefore(run, 'Do b');
  expect((await resultOf(again)).outcome).toBe('undone');
  expect(app.calls.slice(app.calls.indexOf('undo d'))).toEqual(['undo d', 'undo c', 'undo b', 'undo a', 'releaseLock']);
  expect(app.contexts.slice(-4).map(({ step: id, ifBegun = false }) => [id, ifBegun])).toEqual([
    ['d', true],
    ['c', true],
    ['b', false],
    ['a', false],
  ]);
});

it('takes it back also when the reset run learns only in its undo that it holds nothing', async () => {
  const app = world.app([step('a', { onFailure: 'ask', ask: stay }), step('b')]).on('a', fails('ScriptFailed'));
  const run = await world.start(app);
  await waitingOf(run);
  app.on('b', hangs);
  await answer(run, 'skip');
  await until(() => app.count('b'));
  const again = await resetBefore(run, 'Do b');
  await waitingOf(again);
  app.on('undo a', fencedBy(app), ok);
  await answer(again, 'undo');
  expect((await resultOf(again)).outcome).toBe('undone');
  expect(app.calls.slice(-5)).toEqual(['undo a', 'acquireLock', 'undo b', 'undo a', 'releaseLock']);
});

it('refuses a decision with the wait id of the former run', async () => {
  const app = world.app([step('a', { onFailure: 'ask', ask: stay })]).on('a', fails('ScriptFailed'));
  const run = await world.start(app);
  const former = await waitingOf(run);
  const again = await resetBefore(run, 'Do a');
  await waitingOf(again);
  const late = again.executeUpdate(decide, { args: [{ waitId: former.id, verb: 'skip' }] });
  await expect(late).rejects.toMatchObject({ cause: { type: 'NothingToDecide', message: expect.stringContaining('for another wait') } });
  await answer(again, 'abort');
  expect((await resultOf(again)).outcome).toBe('failed');
});
