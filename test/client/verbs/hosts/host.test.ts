import { hostFacts, hostPlan } from '../../../plan/host/sample';
import { FakeRuns, roost, view } from '../../support';

const facts = hostFacts();
const plan = hostPlan();
const closed = view({
  workflow: 'hostFacts',
  app: null,
  status: 'completed',
  outcome: 'succeeded',
  progress: null,
  result: {
    outcome: 'succeeded',
    plan,
    steps: [{ id: 'read', title: plan.steps[0]!.title, state: 'done', seconds: 1 }],
    warnings: [],
    failure: null,
    found: { hostFacts: facts },
  },
});

test('facts starts a run of the host, and prints what it found', async () => {
  const runs = new FakeRuns([closed]);
  const ran = await roost('host facts hornbill', { runs });
  expect(ran.code).toBe(0);
  expect(runs.started).toMatchObject([
    {
      workflow: 'hostFacts',
      id: expect.stringMatching(/^hostFacts-hornbill-/),
      args: [{ host: 'hornbill', by: 'op@laptop' }],
      app: undefined,
      host: 'hornbill',
    },
  ]);
  expect(ran.stdout).toContain('distribution  Debian GNU/Linux 12 (bookworm)');
  expect(ran.stdout).toContain('Outcome: the facts of the host were read');
});

test('--json prints the facts as an object', async () => {
  const ran = await roost('host facts hornbill --json', { runs: new FakeRuns([closed]) });
  expect(ran.json()).toMatchObject({ ok: true, host: 'hornbill', facts, run: { outcome: 'succeeded' } });
});

test('--plan prints the plan and starts nothing', async () => {
  const runs = new FakeRuns();
  runs.answers = { planHostFacts: { plan, facts: { gatheredAt: '2026-03-04T02:00:00Z' } } };
  const ran = await roost('host facts hornbill --plan', { runs });
  expect(ran.stdout).toBe(`Plan ${plan.hash}: hostFacts on hornbill

Steps
   1  Read system, Docker, disks and Compose projects of hornbill

Nothing was changed. To run exactly this plan:
  roost host facts hornbill --expect ${plan.hash}
`);
  expect(runs.started).toEqual([]);
});

test('--plan without a step has nothing to run', async () => {
  const runs = new FakeRuns();
  runs.answers = {
    planHostFacts: { plan: { ...plan, steps: [] }, facts: { gatheredAt: '2026-03-04T02:00:00Z' } },
  };
  const ran = await roost('host facts hornbill --plan', { runs });
  expect(ran.stdout).toContain('There is nothing to do.');
  expect(ran.stdout).not.toContain('To run exactly');
});

test('an unknown host is refused, with the one that was meant', async () => {
  const runs = new FakeRuns();
  const ran = await roost('host facts hornbil', { runs });
  expect(ran.code).toBe(2);
  expect(ran.stderr).toContain('UnknownHost');
  expect(ran.stderr).toContain('hornbill');
  expect(runs.started).toEqual([]);
});

test('the facts stay with the run', async () => {
  const ran = await roost('show hostFacts-hornbill-1', { runs: new FakeRuns([closed]) });
  expect(ran.stdout).toContain('sgos-phone  /srv/apps/sgos-phone/src');
});

test('runs lists those of one host', async () => {
  const runs = new FakeRuns();
  await roost('runs --host hornbill', { runs });
  expect(runs.filters).toMatchObject([{ host: 'hornbill', app: undefined }]);
  expect((await roost('runs --host hornbil', { runs })).stderr).toContain('UnknownHost');
});
