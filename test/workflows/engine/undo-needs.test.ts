/** An undo that others need stops the way back when it fails: the engine on the planner's own plans. */
import { ApplicationFailure } from '@temporalio/common';
import { planDeploy } from '../../../src/plan/release/deploy';
import type { ReleasePlan } from '../../../src/protocol/plan';
import type { Verb } from '../../../src/protocol/run';
import { execute } from '../../../src/workflows/engine/execute';
import type { Question, EngineAdapter, Job } from '../../../src/workflows/engine/types';
import { Checklist } from '../../../src/workflows/run/shown/checklist';
import { breaking, recreate, restoring, rolling } from '../../histories/support/plans';
import { app, facts } from '../../plan/release/facts';

interface Course {
  /** The step that fails, and so begins the way back. */
  fails: string;
  /** The undos that fail, each so often. */
  stuck: Record<string, number>;
  answers?: Verb[];
  isPatched?: boolean;
}

async function undo(plan: ReleasePlan, { fails, stuck, answers = [], isPatched = true }: Course) {
  const undos: Job[] = [];
  const asked: Question[] = [];
  const left = { ...stuck };
  const ports: EngineAdapter = {
    async call(job) {
      const { step, direction } = job.context;
      if (direction === 'forward' && step === fails)
        throw ApplicationFailure.nonRetryable(fails, 'Unhealthy');
      if (direction === 'forward') return { seconds: 0 };
      undos.push(job);
      if ((left[step] ?? 0) > 0) {
        left[step]!--;
        throw ApplicationFailure.nonRetryable(`${step} is stuck`, 'RestoreFailed');
      }
      return { seconds: 0 };
    },
    async ask(question) {
      asked.push(question);
      return { verb: answers.shift() ?? 'abort', by: 'anna' };
    },
    unlock: async () => {},
    lostLock: () => false,
    begun: () => [],
    patched: () => isPatched,
    cancelled: () => false,
    shield: (work) => work(),
    together: async (works) => void (await Promise.all(works.map((work) => work()))),
  };
  const list = new Checklist();
  list.begin(plan);
  const ending = await execute(plan, { by: 'anna' }, list, ports);
  return { ending, asked, undos: undos.map(({ call }) => call.run), jobs: undos };
}

/** As an older version would have recorded it. */
const withoutNeeds = (plan: ReleasePlan): ReleasePlan => ({
  ...plan,
  steps: plan.steps.map((step) => (step.undo ? { ...step, undo: { ...step.undo, needs: undefined } } : step)),
});

const afterStart = (): ReleasePlan =>
  planDeploy(facts({ app: { ...app, postdeploy: 'after start' }, migration: 'breaking' }), {}, 'op', 1);

describe.each<[string, () => ReleasePlan, string, string]>([
  ['a breaking deploy', breaking, 'postdeploy', 'postdeploy'],
  ['a breaking deploy that gets not healthy', breaking, 'start', 'postdeploy'],
  ['a breaking deploy that migrates when it runs', afterStart, 'postdeploy', 'start'],
  ['a breaking deploy of an older version', () => withoutNeeds(breaking()), 'postdeploy', 'postdeploy'],
  ['a rollback with data', restoring, 'start', 'restore'],
  ['a rollback with data of an older version', () => withoutNeeds(restoring()), 'start', 'restore'],
])('%s', (_, plan, fails, data) => {
  it('starts nothing, takes no flag off and removes nothing while the data are not back', async () => {
    const { ending, undos, asked } = await undo(plan(), { fails, stuck: { [data]: 1 } });
    expect(undos).toEqual(['restoreData']);
    expect(asked).toMatchObject([
      { step: data, verbs: ['retry', 'skip', 'abort'], failure: { code: 'UndoFailed' }, default: 'stay' },
    ]);
    expect(asked[0]!.failure.message).toMatch(/is stuck; not tried before that: Start release 4 again, /);
    expect(ending).toMatchObject({ outcome: 'failed', failure: { code: 'UndoFailed' } });
  });

  it('leaves all as it stands when that is skipped', async () => {
    const { ending, undos } = await undo(plan(), { fails, stuck: { [data]: 1 }, answers: ['skip'] });
    expect([ending.outcome, undos]).toEqual(['failed', ['restoreData']]);
  });

  it('tries again as another job at each retry, and goes on when the data are back', async () => {
    const { ending, undos, jobs } = await undo(plan(), {
      fails,
      stuck: { [data]: 2 },
      answers: ['retry', 'retry'],
    });
    expect(ending.outcome).toBe('undone');
    expect(undos).toEqual([
      ...['restoreData', 'restoreData', 'restoreData'],
      ...['startRelease', 'setMaintenance', 'discardReleases'],
    ]);
    expect(jobs.slice(0, 3).map(({ context }) => context.ordinal)).toEqual([0, 1, 2]);
  });

  it('goes on as it did where an older version has passed there', async () => {
    const { undos } = await undo(plan(), { fails, stuck: { [data]: 1 }, isPatched: false });
    expect(undos).toEqual(['restoreData', 'startRelease', 'setMaintenance', 'discardReleases']);
  });
});

it('keeps the maintenance page while the former release does not start', async () => {
  const { undos } = await undo(recreate(), { fails: 'start', stuck: { stop: 1 } });
  expect(undos).toEqual(['startRelease']);
});

it('keeps the container that has the requests', async () => {
  const { undos } = await undo(rolling(), { fails: 'verify', stuck: { switch: 1 } });
  expect(undos).toEqual(['switchSlot']);
});

it('still undoes what needs nothing of what has failed', async () => {
  const { undos, asked } = await undo(rolling(), { fails: 'verify', stuck: { start: 1 } });
  expect(undos).toEqual(['switchSlot', 'removeSlot', 'discardReleases']);
  expect(asked).toMatchObject([{ step: 'start' }]);
});
