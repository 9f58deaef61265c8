import type { Waiting } from '../../../../src/protocol/run';
import { FakeRuns, progress, roost, view } from '../../support';

const waiting: Waiting = {
  id: 'run1/postdeploy/0',
  step: 'postdeploy',
  title: 'Run postdeploy',
  failure: { code: 'OutcomeUnknown', message: 'the host went down', hint: 'Look at the host.' },
  verbs: ['retry', 'undo'],
  prompt: 'retry runs it again.',
  default: 'undo',
  after: 1_800_000,
};
const asking = view({ progress: progress({ phase: 'waiting', waiting }) });

test('decide answers exactly the question that stands', async () => {
  const runs = new FakeRuns([asking]);
  const ran = await roost(['decide', 'deploy-phone-1', 'retry', '--reason', 'looked at it'], { runs });
  expect(ran.code).toBe(0);
  expect(runs.decided).toEqual([
    [
      'deploy-phone-1',
      { waitId: 'run1/postdeploy/0', verb: 'retry', by: 'op@laptop', reason: 'looked at it' },
    ],
  ]);
});

test('decide without an answer shows the question', async () => {
  const runs = new FakeRuns([asking]);
  const ran = await roost('decide deploy-phone-1', { runs });
  expect(ran.stdout).toContain('Waits for a decision at "Run postdeploy"');
  expect(runs.decided).toEqual([]);
});

test.each([
  ['decide deploy-phone-1 skip', asking, 2, 'BadRequest'],
  ['decide deploy-phone-1 maybe', asking, 2, 'BadRequest'],
  ['decide deploy-phone-1 retry', view(), 2, 'NothingToDecide'],
  ['decide deploy-phone-1 retry', view({ status: 'completed' }), 4, 'RunEnded'],
  ['decide deploy-phone-1', view({ progress: null, silent: 'no worker answers' }), 6, 'WorkerMissing'],
  ['cancel deploy-phone-1', view({ status: 'failed', outcome: 'undone' }), 4, 'RunEnded'],
])('%s is refused where it makes no sense', async (line, seen, code, name) => {
  const ran = await roost(`${line} --json`, { runs: new FakeRuns([seen]) });
  expect(ran.code).toBe(code);
  expect(ran.json().error.code).toBe(name);
});

test('cancel asks Temporal to cancel and says where to look', async () => {
  const runs = new FakeRuns([view()]);
  const ran = await roost('cancel deploy-phone-1', { runs });
  expect(runs.cancelled).toEqual(['deploy-phone-1']);
  expect(ran.stdout).toContain('roost show deploy-phone-1 --follow');
});

test('an unknown run', async () => {
  const ran = await roost('show deploy-phone-nope --json', { runs: new FakeRuns() });
  expect(ran.code).toBe(2);
  expect(ran.json().error).toMatchObject({ code: 'UnknownRun', hint: '`roost runs` lists the runs.' });
});

test('show --follow of a run has the exit code of the run', async () => {
  const cancelled = view({
    status: 'cancelled',
    outcome: null,
    progress: null,
    failure: { code: 'Cancelled', message: 'cancelled', hint: '', details: {} },
  });
  expect((await roost('show deploy-phone-1 --follow', { runs: new FakeRuns([cancelled]) })).code).toBe(5);
  expect((await roost('show deploy-phone-1', { runs: new FakeRuns([cancelled]) })).code).toBe(0);
});

test('runs are a table, and filtered by app', async () => {
  const runs = new FakeRuns();
  runs.summaries = [
    view({ waiting: 'Run postdeploy' }),
    // Of the same name, and older: by its run id.
    view({ runId: '7f3a-run', status: 'failed', outcome: 'undone', startedAt: '2026-03-01T00:00:00Z' }),
  ];
  const ran = await roost('runs phone --limit 5', { runs });
  expect(runs.filters).toEqual([{ app: 'phone', running: false, limit: 5 }]);
  expect(ran.stdout).toBe(`RUN                    APP    HOST      STATE                  STARTED
deploy-phone-0a1b2c3d  phone  hornbill  waits: Run postdeploy  2 min ago
7f3a-run               phone  hornbill  undone                 3 days ago
`);
});

test('show takes an app for its newest run', async () => {
  const runs = new FakeRuns([view({ status: 'completed', outcome: 'succeeded', progress: null })]);
  runs.summaries = [view()];
  expect((await roost('show phone', { runs })).code).toBe(0);
  expect(runs.filters).toEqual([{ app: 'phone', limit: 1 }]);
  runs.summaries = [];
  expect((await roost('show phone --json', { runs })).json().error.code).toBe('UnknownRun');
});
