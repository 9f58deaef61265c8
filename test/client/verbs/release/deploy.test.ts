import { RoostError } from '../../../../src/errors';
import { recordedError } from '../../../../src/errors/recorded';
import { FakeRuns, plan, progress, roost, steps, view } from '../../support';

const result = {
  outcome: 'succeeded' as const,
  plan,
  steps: steps(...plan.steps.map(() => ({ state: 'done' as const, seconds: 1 }))),
  warnings: [],
  failure: null,
};
const succeeded = view({
  status: 'completed',
  closedAt: '2026-03-04T02:10:00Z',
  outcome: 'succeeded',
  progress: null,
  result,
});
const failure = {
  code: 'Unhealthy',
  message: 'app is unhealthy\nError: no such table',
  hint: 'Read the log.',
  step: 'build',
};
const undone = view({
  status: 'failed',
  outcome: 'undone',
  progress: null,
  result: { ...result, outcome: 'undone', failure },
  failure: { ...failure, code: 'Unhealthy', details: { step: 'build' } },
});

test('starts a run with what the operator asked for, and says how it goes', async () => {
  const runs = new FakeRuns([view(), succeeded]);
  const ran = await roost(['deploy', 'phone', '--ref', 'v1.5.0', '--reason', 'voicemail'], { runs });
  expect(runs.started).toHaveLength(1);
  const [started] = runs.started;
  expect(started).toMatchObject({
    workflow: 'deploy',
    app: 'phone',
    host: 'hornbill',
    summary: 'deploy phone: v1.5.0, voicemail',
    args: [{ app: 'phone', ref: 'v1.5.0', strategy: 'auto', by: 'op@laptop', reason: 'voicemail' }],
  });
  expect(started?.id).toMatch(/^deploy-phone-[0-9a-f]{8}$/);
  expect(ran.code).toBe(0);
  expect(ran.stdout).toContain(`Run ${started?.id}`);
  expect(ran.stdout).toMatch(/\d\d:\d\d:\d\d {2}start {7}Maintenance flag on\n/);
  expect(ran.stdout).toContain('Outcome: release 4 (a1b2c3d, 1.5.0) serves\n');
  expect(ran.stderr).toBe('');
});

test('asks to accept data without a way back only where the operator says so', async () => {
  const runs = new FakeRuns([view(), succeeded, view(), succeeded]);
  await roost('deploy phone', { runs });
  await roost('deploy phone --no-way-back', { runs });
  expect(runs.started.map(({ args }) => (args[0] as { noWayBack?: boolean }).noWayBack)).toEqual([
    undefined,
    true,
  ]);
});

test('with --json: one document on stdout, the way there on stderr', async () => {
  const ran = await roost('deploy phone --json', { runs: new FakeRuns([view(), succeeded]) });
  expect(ran.json()).toMatchObject({
    ok: true,
    run: { outcome: 'succeeded' },
    result: { outcome: 'succeeded' },
  });
  expect(ran.stderr).toContain('start       Maintenance flag on');
});

test('a failed run ends with the exit code of its error', async () => {
  const ran = await roost('deploy phone', { runs: new FakeRuns([undone]) });
  expect(ran.code).toBe(5);
  expect(ran.stderr).toContain(
    'Unhealthy: app is unhealthy\n  | Error: no such table\nWhat to do: Read the log.\n',
  );
  expect(ran.stderr).toContain('Outcome: undone; release 3 (b4c5d6e, 1.4.0) serves as before\n');
});

test('a failed run in JSON has the error and all that is known of the run', async () => {
  const ran = await roost('deploy phone --json', { runs: new FakeRuns([undone]) });
  expect(ran.code).toBe(5);
  expect(ran.json()).toMatchObject({
    ok: false,
    error: { code: 'Unhealthy', hint: 'Read the log.' },
    run: { outcome: 'undone' },
    result: { warnings: [] },
  });
});

test('--plan shows the plan and starts nothing', async () => {
  const runs = new FakeRuns();
  runs.answers.planDeploy = { plan, facts: { diskFreeBytes: 1, databaseBytes: null, gatheredAt: '' } };
  const ran = await roost('deploy phone --plan', { runs });
  expect(ran.stdout).toContain('Plan 3f2a9c0d1e2f3a4b: deploy phone on hornbill');
  expect(ran.stdout).toContain(`  roost deploy phone --ref ${plan.to.commit} --expect 3f2a9c0d1e2f3a4b\n`);
  expect(runs.called[0]?.id).toMatch(/^plan-phone-/);
  expect(runs.started).toEqual([]);
});

test('a refused plan is a refusal of the command', async () => {
  const runs = new FakeRuns();
  const recorded = recordedError(new RoostError('NotAhead', 'main is behind what serves', { ref: 'main' }));
  const cause = {
    name: 'ActivityFailure',
    cause: {
      name: 'ApplicationFailure',
      type: recorded.code,
      message: recorded.message,
      details: [recorded],
    },
  };
  runs.answers.planDeploy = Object.assign(new Error('Workflow execution failed'), {
    name: 'WorkflowFailedError',
    cause,
  });
  const ran = await roost('deploy phone --plan --json', { runs });
  expect(ran.code).toBe(4);
  expect(ran.json()).toMatchObject({
    ok: false,
    error: { code: 'NotAhead', message: 'main is behind what serves', details: { ref: 'main' } },
  });
});

test('--detach returns at once', async () => {
  const ran = await roost('deploy phone --detach', { runs: new FakeRuns() });
  expect(ran.code).toBe(0);
  expect(ran.stdout).toMatch(/watch: roost show deploy-phone-[0-9a-f]{8} --follow/);
});

test('Ctrl-C leaves the run, and prints the command that shows it again', async () => {
  const interrupt = new AbortController();
  const runs = new FakeRuns([view()]);
  setTimeout(() => interrupt.abort(), 20);
  const ran = await roost('deploy phone', { runs, interruption: interrupt.signal });
  expect(ran.code).toBe(130);
  expect(ran.stderr).toMatch(
    /Run (deploy-phone-\w+) continues without this terminal\.\n {2}come back: roost show \1 --follow\n {2}end it: {4}roost cancel \1\n/,
  );
  expect(runs.cancelled).toEqual([]);
});

test('a question that nobody can answer ends the watching, not the run', async () => {
  const waiting = {
    id: 'w',
    step: 'verify',
    title: 'Verify',
    failure,
    verbs: ['retry' as const],
    prompt: 'retry asks again.',
    default: 'stay' as const,
    after: null,
  };
  const ran = await roost('deploy phone', {
    runs: new FakeRuns([view({ progress: progress({ phase: 'waiting', waiting }) })]),
  });
  expect(ran.code).toBe(8);
  expect(ran.stdout).toContain('The run waits for a decision; the lock stays taken.');
  expect(ran.stderr).toContain('roost decide');
});

test('Temporal may be away for a moment', async () => {
  const runs = new FakeRuns([
    view(),
    new RoostError('TemporalUnreachable', 'Temporal does not answer'),
    succeeded,
  ]);
  const ran = await roost('deploy phone', { runs });
  expect(ran.code).toBe(0);
  expect(ran.stdout).toContain('Temporal does not answer; trying again');
});

test.each([
  ['deploy phon', 2, 'UnknownApp'],
  ['deploy phone --ref=-upload-pack=x', 2, 'BadRequest'],
  ['deploy phone --ref a..b', 2, 'BadRequest'],
  ['deploy phone --expect abc', 2, 'BadRequest'],
  ['deploy phone --strategy bluegreen', 2, 'BadRequest'],
  ['deploy phone --nonsense', 2, 'BadRequest'],
  ['deploy', 2, 'BadRequest'],
])('%s is refused before anything is asked', async (line, code, name) => {
  const ran = await roost(`${line} --json`, { runs: new Error('must not be asked') });
  expect(ran.code).toBe(code);
  expect(ran.json().error.code).toBe(name);
});

test('says at once that no worker polls', async () => {
  const runs = new FakeRuns();
  runs.worker = false;
  const ran = await roost('deploy phone', { runs });
  expect(ran.code).toBe(6);
  expect(ran.stderr).toContain('`roost up`');
  expect(runs.started).toEqual([]);
});
