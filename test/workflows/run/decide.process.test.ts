import type { WorkflowUpdateFailedError } from '@temporalio/client';
import type { Verb } from '../../../src/protocol/run';
import { decide, progress } from '../../../src/workflows/run/messages';
import { fails, hangs, ok, type FakeApp } from '../fakes';
import { commit, step } from '../plans';
import { answer, resultOf, statesOf, until, waitingOf, World, type Run } from '../world';

let world: World;
beforeAll(async () => (world = await World.create()));
afterAll(() => world.end());

const stay = { default: 'stay', prompt: 'undo: loses the new rows' } as const;
const asks = (id: string) => step(id, { onFailure: 'ask', ask: stay });

/** Why the update was refused. */
async function refusal(run: Run, waitId: string, verb: string): Promise<string> {
  const error = await run
    .executeUpdate(decide, { args: [{ waitId, verb: verb as Verb }] })
    .catch((thrown: unknown) => thrown as WorkflowUpdateFailedError);
  expect((error as WorkflowUpdateFailedError).cause).toMatchObject({ type: 'NothingToDecide' });
  return (error as WorkflowUpdateFailedError).cause!.message;
}

const outcomeAttribute = async (run: Run) =>
  (await run.describe()).typedSearchAttributes.getAll().find(({ key }) => key.name === 'RoostOutcome')?.value;

describe('a failed step that asks', () => {
  const cases: [Verb, string, Record<string, string>, string[]][] = [
    ['retry', 'succeeded', { a: 'done', b: 'done', c: 'done' }, ['a', 'b', 'b', 'c', 'releaseLock']],
    ['skip', 'succeeded', { a: 'done', b: 'skipped', c: 'done' }, ['a', 'b', 'c', 'releaseLock']],
    [
      'undo',
      'undone',
      { a: 'undone', b: 'undone', c: 'pending' },
      ['a', 'b', 'undo b', 'undo a', 'releaseLock'],
    ],
    ['abort', 'failed', { a: 'done', b: 'failed', c: 'pending' }, ['a', 'b', 'releaseLock']],
  ];
  it.each(cases)('does what the operator decides: %s', async (verb, outcome, states, calls) => {
    const app = world.app([step('a'), asks('b'), step('c')]).on('b', fails('ScriptFailed'), ok);
    const run = await world.start(app);
    expect(await answer(run, verb)).toBe(`${verb}: Do b`);
    const result = await resultOf(run);
    expect(result.outcome).toBe(outcome);
    expect(result.failure?.code).toBe(outcome === 'succeeded' ? undefined : 'ScriptFailed');
    expect(statesOf(result)).toEqual(states);
    expect(app.calls.slice(2)).toEqual(calls);
    expect(
      app.contexts
        .filter(({ step: id, direction }) => id === 'b' && direction === 'forward')
        .map(({ ordinal }) => ordinal),
    ).toEqual(verb === 'retry' ? [0, 1] : [0]);
    if (verb === 'skip')
      expect(result.warnings).toEqual([
        'Do b: skipped by bert (looked) after ScriptFailed: ScriptFailed it is',
      ]);
  });

  it('shows what it waits for, and what to type', async () => {
    const app = world.app([asks('b')]).on('b', fails('ScriptFailed'));
    const run = await world.start(app);
    const waiting = await waitingOf(run);
    expect(waiting).toMatchObject({
      step: 'b',
      title: 'Do b',
      verbs: ['retry', 'skip', 'undo', 'abort'],
      prompt: stay.prompt,
      default: 'stay',
      after: null,
      failure: { code: 'ScriptFailed', step: 'b' },
    });
    expect(await run.query(progress)).toMatchObject({
      phase: 'waiting',
      steps: [{ id: 'b', state: 'waiting' }],
    });
    const { definition, currentDetails } = await run.query<{
      definition: { updateDefinitions: unknown[] };
      currentDetails: string;
    }>('__temporal_workflow_metadata');
    expect(currentDetails).toContain(`roost decide ${run.workflowId} undo`);
    expect(currentDetails).toContain(waiting.id);
    expect(definition.updateDefinitions).toMatchObject([
      { name: 'decide', description: expect.stringContaining('waitId') },
    ]);
    expect(await outcomeAttribute(run)).toBe('waiting');
    await answer(run, 'abort');
    await resultOf(run);
    expect(await outcomeAttribute(run)).toBe('failed');
  });

  it('may be cancelled instead', async () => {
    const app = world.app([step('a'), asks('b')]).on('b', fails('ScriptFailed'));
    const run = await world.start(app);
    await waitingOf(run);
    await run.cancel();
    expect(await resultOf(run)).toMatchObject({
      outcome: 'cancelled',
      failure: { message: 'cancelled while "Do b" waited for a decision' },
    });
    expect(app.calls.slice(-3)).toEqual(['undo b', 'undo a', 'releaseLock']);
  });

  it('never skips the commit point', async () => {
    const app = world
      .app([{ ...commit(), onFailure: 'ask', ask: stay }])
      .on('commit', fails('ScriptFailed'), ok);
    const run = await world.start(app);
    expect((await waitingOf(run)).verbs).toEqual(['retry', 'undo', 'abort']);
    await answer(run, 'retry');
    expect((await resultOf(run)).outcome).toBe('succeeded');
  });

  it('waits one at a time in a group', async () => {
    const app = world
      .app([
        { ...asks('a'), group: 'g' },
        { ...asks('b'), group: 'g' },
      ])
      .on('a', fails('ScriptFailed'), ok)
      .on('b', fails('ScriptFailed'), ok);
    const run = await world.start(app);
    const first = await waitingOf(run);
    await answer(run, 'retry');
    await until(async () => (await waitingOf(run)).id !== first.id);
    await answer(run, 'retry');
    expect((await resultOf(run)).outcome).toBe('succeeded');
    expect(app.calls.slice(2).sort()).toEqual(['a', 'a', 'b', 'b', 'releaseLock']);
  });
});

describe('an unknown outcome', () => {
  it('is asked about on any step, and undone when nobody answers', async () => {
    const app = world.app([step('a'), step('b')], { decideWait: 300 }).on('b', fails('OutcomeUnknown'));
    const run = await world.start(app);
    expect(await waitingOf(run)).toMatchObject({ default: 'undo', after: 300 });
    expect(await resultOf(run)).toMatchObject({ outcome: 'undone', failure: { code: 'OutcomeUnknown' } });
    expect(app.calls.slice(2)).toEqual(['a', 'b', 'undo b', 'undo a', 'releaseLock']);
  });

  it('waits on beyond that time when the step says so', async () => {
    const app = world
      .app([step('b', { once: true, ask: stay })], { decideWait: 100 })
      .on('b', fails('OutcomeUnknown'));
    const run = await world.start(app);
    const { id } = await waitingOf(run);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect((await waitingOf(run)).id).toBe(id);
    await answer(run, 'skip');
    expect((await resultOf(run)).outcome).toBe('succeeded');
  });
});

describe('a failing undo', () => {
  const broken = (): FakeApp =>
    world
      .app([step('a'), step('b'), step('c'), step('d')])
      .on('d', fails('BuildFailed'))
      .on('undo c', fails('CommandFailed'), ok);

  it('lets the others go on, waits with the lock held, and heals with a retry', async () => {
    const app = broken().on('undo a', fails('CommandFailed'), ok);
    const run = await world.start(app);
    expect(await waitingOf(run)).toMatchObject({
      step: 'c',
      title: 'Take back c',
      verbs: ['retry', 'skip', 'abort'],
      default: 'stay',
      after: null,
      failure: {
        code: 'UndoFailed',
        message:
          'Take back c: CommandFailed: CommandFailed it is; Take back a: CommandFailed: CommandFailed it is',
      },
    });
    expect(statesOf(await run.query(progress))).toEqual({
      a: 'undo-failed',
      b: 'undone',
      c: 'undo-failed',
      d: 'undone',
    });
    expect(app.count('releaseLock')).toBe(0);
    await answer(run, 'retry');
    expect(await resultOf(run)).toMatchObject({ outcome: 'undone', failure: { code: 'BuildFailed' } });
    expect(app.calls.slice(6)).toEqual([
      'undo d',
      'undo c',
      'undo b',
      'undo a',
      'undo c',
      'undo a',
      'releaseLock',
    ]);
    expect(app.contexts.slice(-2).map(({ ordinal }) => ordinal)).toEqual([1, 1]);
  });

  it.each(['skip', 'abort'] as const)('ends the run failed when it is accepted (%s)', async (verb) => {
    const run = await world.start(broken());
    await waitingOf(run);
    await answer(run, verb);
    const result = await resultOf(run);
    expect(result).toMatchObject({ outcome: 'failed', failure: { code: 'UndoFailed', step: 'c' } });
    expect(result.failure!.message).toContain('It was undone because of BuildFailed');
    expect(statesOf(result).c).toBe('undo-failed');
  });

  it('is not given up by a cancel, nor does a cancelled run end as if it were clean', async () => {
    const app = world
      .app([step('a')])
      .on('a', hangs)
      .on('undo a', fails('CommandFailed'));
    const run = await world.start(app);
    await until(() => app.count('a'));
    await run.cancel();
    await waitingOf(run);
    await answer(run, 'skip');
    expect(await resultOf(run)).toMatchObject({ outcome: 'failed', failure: { code: 'UndoFailed' } });
  });

  it('stops where the world has moved on', async () => {
    const app = world
      .app([step('a'), step('b')])
      .on('b', fails('BuildFailed'))
      .on('undo b', fails('StalePlan'));
    expect(await world.deploy(app)).toMatchObject({ outcome: 'refused', failure: { code: 'StalePlan' } });
    expect(app.count('undo a')).toBe(0);
  });
});

describe('a decision is refused', () => {
  it('when nobody waits, for another wait, and with a verb that is not offered', async () => {
    const app = world
      .app([step('a')])
      .on('a', hangs)
      .on('undo a', fails('CommandFailed'));
    const run = await world.start(app);
    await until(() => app.count('a'));
    expect(await refusal(run, 'x', 'retry')).toBe('this run waits for no decision');
    await run.cancel();
    const { id } = await waitingOf(run);
    expect(id).toBe(`${(await run.describe()).runId}/1`);
    const offered = `it waits for retry, skip, abort on "Take back a" with the wait id ${id}`;
    expect(await refusal(run, 'x', 'retry')).toBe(`the decision is for another wait (x); ${offered}`);
    expect(await refusal(run, id, 'undo')).toBe(`"undo" is not offered; ${offered}`);
    const { events } = await run.fetchHistory();
    expect(events!.filter((event) => event.workflowExecutionUpdateAcceptedEventAttributes)).toEqual([]);
    await answer(run, 'skip');
    await resultOf(run);
  });
});
