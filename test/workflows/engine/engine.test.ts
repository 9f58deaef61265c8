/** The engine's pure core against any plan and any failure, without Temporal. */
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import * as fc from 'fast-check';
import type { Plan } from '../../../src/protocol/plan';
import type { Verb } from '../../../src/protocol/run';
import type { Step } from '../../../src/protocol/steps/step';
import { execute } from '../../../src/workflows/engine/execute';
import type { Ending, Job, EngineAdapter } from '../../../src/workflows/engine/types';
import { Checklist } from '../../../src/workflows/run/shown/checklist';
import { tried } from '../../property';
import { commit, planOf, step } from '../plans';

/** What happens to one call: fine, or an error code. */
type Fate = string | null;

interface Trace {
  begun: string[];
  ended: string[];
  undone: string[];
  jobs: Job[];
  /** Steps of which an operator said retry. */
  retries: string[];
}

interface Script {
  plan: Plan;
  /** By step: the fates of its calls, in order; then all is well. */
  fates: Map<string, Fate[]>;
  undoFates: Map<string, Fate[]>;
  answers: Verb[];
  /** After so many calls somebody cancels. */
  cancelAfter: number;
}

async function play({
  plan,
  fates,
  undoFates,
  answers,
  cancelAfter,
}: Script): Promise<{ ending: Ending; trace: Trace; list: Checklist }> {
  const trace: Trace = { begun: [], ended: [], undone: [], jobs: [], retries: [] };
  let shielded = 0;
  let groupCancelled = false;
  const isCancelled = () => trace.jobs.length > cancelAfter;
  const throwIfCancelled = () => {
    if (groupCancelled || (isCancelled() && shielded === 0)) throw new CancelledFailure('cancelled');
  };
  const ports: EngineAdapter = {
    async call(job) {
      const { step: id, direction } = job.context;
      trace.jobs.push(job);
      if (direction === 'forward') trace.begun.push(id);
      await Promise.resolve();
      const fate = (direction === 'undo' ? undoFates : fates).get(id)?.shift() ?? null;
      if (direction === 'forward') throwIfCancelled();
      if (fate) throw ApplicationFailure.nonRetryable(fate, fate);
      (direction === 'undo' ? trace.undone : trace.ended).push(id);
      return { seconds: 0 };
    },
    unlock: async () => {},
    async ask({ verbs, step: id }) {
      await Promise.resolve();
      throwIfCancelled();
      const verb = answers.shift();
      const given = verb && verbs.includes(verb) ? verb : 'abort';
      if (given === 'retry') trace.retries.push(id);
      return { verb: given, by: 'test' };
    },
    lostLock: () => false,
    begun: () => [],
    patched: () => true,
    cancelled: isCancelled,
    async shield(work) {
      shielded++;
      return work().finally(() => shielded--);
    },
    async together(works) {
      const thrown: unknown[] = [];
      const note = (error: unknown) => {
        groupCancelled = true;
        thrown.push(error);
      };
      await Promise.all(works.map((work) => work().catch(note)));
      groupCancelled = false;
      if (thrown.length > 0) throw thrown[0];
    },
  };
  const list = new Checklist();
  list.begin(plan);
  return { ending: await execute(plan, { by: 'anna' }, list, ports), trace, list };
}

const fate = fc.oneof(
  { weight: 4, arbitrary: fc.constant(null) },
  fc.constantFrom('BuildFailed', 'OutcomeUnknown', 'CommandFailed', 'StalePlan'),
);

const stepsOf = fc.array(
  fc.record({
    group: fc.option(fc.constantFrom('g', 'h'), { nil: undefined }),
    onFailure: fc.constantFrom('undo', 'undo', 'ask', 'warn'),
    undoable: fc.boolean(),
    once: fc.boolean(),
    fates: fc.array(fate, { maxLength: 2 }),
    undoFates: fc.array(fc.constantFrom(null, null, 'CommandFailed'), { maxLength: 2 }),
  }),
  { minLength: 1, maxLength: 8 },
);

const scripts = fc
  .record({
    steps: stepsOf,
    commitAt: fc.nat({ max: 8 }),
    answers: fc.array(fc.constantFrom<Verb>('retry', 'skip', 'undo', 'abort'), { maxLength: 6 }),
    cancelAfter: fc.oneof(fc.constant(Infinity), fc.nat({ max: 8 })),
  })
  .map(({ steps, commitAt, answers, cancelAfter }): Script => {
    const all: Step[] = steps.map(({ group, onFailure, undoable, once }, index) =>
      step(`s${index}`, {
        group,
        onFailure,
        ...(undoable ? {} : { undo: undefined }),
        ...(once ? { once: true } : {}),
      }),
    );
    all.splice(commitAt, 0, commit());
    return {
      plan: planOf(all),
      fates: new Map(steps.map((one, index) => [`s${index}`, [...one.fates]])),
      undoFates: new Map(steps.map((one, index) => [`s${index}`, [...one.undoFates]])),
      answers,
      cancelAfter,
    };
  });

const any = (check: (played: Awaited<ReturnType<typeof play>>, plan: Plan) => void) =>
  fc.assert(
    fc.asyncProperty(scripts, async (script) => check(await play(script), script.plan)),
    tried('engine: plans'),
  );

const committed = ({ trace }: { trace: Trace }) => trace.ended.includes('commit');
const undoable = (plan: Plan, begun: string[]) =>
  plan.steps.filter(({ id, undo }) => undo && begun.includes(id)).map(({ id }) => id);

it('never undoes twice, nor what was not begun, nor after the commit point', () =>
  any((played, plan) => {
    const { undone, begun } = played.trace;
    expect(new Set(undone).size).toBe(undone.length);
    expect(undoable(plan, begun)).toEqual(expect.arrayContaining(undone));
    if (committed(played)) expect(undone).toEqual([]);
  }));

it('forgets nothing: a clean ending has taken back all that was begun', () =>
  any(({ ending, trace, list }, plan) => {
    if (ending.outcome !== 'undone' && ending.outcome !== 'cancelled') return;
    expect([...trace.undone].sort()).toEqual(undoable(plan, trace.begun).sort());
    expect(list.progress().steps.some(({ state }) => state === 'undo-failed')).toBe(false);
  }));

it('undoes in reverse order, and begins only when every step has ended', () =>
  any(({ trace }, plan) => {
    const order = plan.steps.map(({ id }) => id);
    const directions = trace.jobs.map(({ context }) => context.direction);
    expect(directions.lastIndexOf('forward')).toBeLessThan(
      directions.includes('undo') ? directions.indexOf('undo') : Infinity,
    );
    const tried = trace.jobs
      .filter(({ context }) => context.direction === 'undo')
      .map(({ context }) => context.step);
    const firstRound = tried.slice(0, new Set(tried).size);
    expect(firstRound).toEqual(
      [...firstRound].sort((one, other) => order.indexOf(other) - order.indexOf(one)),
    );
    expect([...firstRound].sort()).toEqual([...new Set(tried)].sort());
  }));

it('tells every call which release has to be current', () =>
  any(({ trace }) => {
    const at = trace.ended.includes('commit')
      ? trace.jobs.findIndex(({ context }) => context.step === 'commit')
      : Infinity;
    trace.jobs.forEach(({ context }, index) => expect(context.expect).toBe(index > at ? 6 : 5));
  }));

it('leaves nothing running or waiting in its checklist', () =>
  any(({ list, ending }) => {
    const states = list.progress().steps.map(({ state }) => state);
    expect(states.filter((state) => ['running', 'waiting', 'undoing'].includes(state))).toEqual([]);
    if (ending.outcome === 'succeeded')
      expect(states.filter((state) => !['done', 'warned', 'skipped'].includes(state))).toEqual([]);
  }));

it('ends as the commit point says: succeeded behind it, anything else before it', () =>
  any((played) => {
    expect(played.ending.outcome === 'succeeded').toBe(committed(played));
    if (played.ending.outcome !== 'succeeded') expect(played.ending.failure).not.toBeNull();
  }));

it('runs no step a second time without an operator’s word, and then as another job', () =>
  any(({ trace }, plan) => {
    for (const { id } of plan.steps) {
      const ordinals = trace.jobs
        .filter(({ context }) => context.step === id && context.direction === 'forward')
        .map(({ context }) => context.ordinal);
      expect(ordinals).toEqual(ordinals.map((_, index) => index));
      expect(ordinals.length).toBeLessThanOrEqual(1 + trace.retries.filter((step) => step === id).length);
    }
  }));

it('passes defects on, without undoing anything', async () => {
  const jobs: Job[] = [];
  const defective = async (job: Job) => {
    jobs.push(job);
    throw new TypeError('a defect');
  };
  const ports = {
    call: defective,
    cancelled: () => false,
    patched: () => true,
    lostLock: () => false,
    begun: () => [],
    shield: (work: () => unknown) => work(),
  } as unknown as EngineAdapter;
  await expect(execute(planOf([step('a')]), { by: 'anna' }, new Checklist(), ports)).rejects.toThrow(
    TypeError,
  );
  expect(jobs).toHaveLength(1);
});

describe('an undo that is free until a later step', () => {
  const free = step('a', { undo: { ...step('a').undo!, freeUntil: 'b' } });
  const run = (fates: Record<string, string>, answers: Verb[], later: Partial<Step> = {}) =>
    play({
      plan: planOf([free, step('b'), step('c', later)]),
      fates: new Map(Object.entries(fates).map(([id, code]) => [id, [code]])),
      undoFates: new Map(),
      answers,
      cancelAfter: Infinity,
    });

  it.each<[string, Promise<Awaited<ReturnType<typeof play>>>, string, string[]]>([
    ['is asked about once that has begun', run({ b: 'Unhealthy' }, ['undo']), 'undone', ['b', 'a']],
    ['and not taken without a word', run({ c: 'Unhealthy' }, ['abort']), 'failed', []],
    [
      'nor asked about twice',
      run({ c: 'Unhealthy' }, ['undo'], { onFailure: 'ask', ask: { default: 'stay', prompt: '' } }),
      'undone',
      ['c', 'b', 'a'],
    ],
    ['is taken unasked before', run({ a: 'DumpFailed' }, []), 'undone', ['a']],
  ])('%s', async (_, playing, outcome, undone) => {
    const { ending, trace } = await playing;
    expect(ending.outcome).toBe(outcome);
    expect(trace.undone).toEqual(undone);
  });
});
