import { adoptionPlan, cloudflarePlan, rotationPlan } from '../../plan/cloudflare/sample';
import { FakeRuns, roost, view } from '../support';

const plan = cloudflarePlan();
const facts = { gatheredAt: '2026-03-04T02:00:00Z' };

test('plan shows what differs, and how to run exactly that', async () => {
  const runs = new FakeRuns();
  runs.answers = { planCloudflareApply: { plan, facts } };
  const ran = await roost('cloudflare plan', { runs });
  expect(ran.code).toBe(0);
  expect(ran.stdout).toContain(`Plan ${plan.hash}: cloudflareApply`);
  expect(ran.stdout).toContain('13 to create, 0 to change, 0 to remove, 0 as they should be');
  expect(ran.stdout).toContain('Lead CNAME phone.sgos.example to the tunnel roost.sgos.hornbill');
  expect(ran.stdout).toContain(`roost cloudflare apply --expect ${plan.hash}`);
  expect(runs.started).toEqual([]);
});

test('apply starts a run of the fleet, and says how it ended', async () => {
  const closed = view({
    workflow: 'cloudflareApply',
    app: null,
    status: 'completed',
    outcome: 'succeeded',
    progress: null,
    result: { outcome: 'succeeded', plan, steps: [], warnings: [], failure: null },
  });
  const runs = new FakeRuns([closed]);
  const ran = await roost('cloudflare apply --host hornbill --force --reason moved', { runs });
  expect(runs.started).toMatchObject([
    {
      workflow: 'cloudflareApply',
      id: expect.stringMatching(/^cloudflareApply-fleet-/),
      args: [{ host: 'hornbill', force: true, by: 'op@laptop', reason: 'moved' }],
      app: undefined,
      host: undefined,
    },
  ]);
  expect(ran.stdout).toContain('Outcome: Cloudflare is as the fleet file wants it');
});

test('adopt shows what it would mark', async () => {
  const runs = new FakeRuns();
  runs.answers = { planCloudflareAdopt: { plan: adoptionPlan(), facts } };
  const ran = await roost('cloudflare adopt --plan', { runs });
  expect(ran.stdout).toContain("11 to mark as roost's");
  expect(ran.stdout).toContain('Rename the tunnel toucan to roost.sgos.toucan; its id stays');
});

test.each([
  ['cloudflare apply --app phone --host hornbill', 'exclude each other'],
  ['cloudflare adopt --tunnel x', '--tunnel needs --host'],
  ['cloudflare plan --app fone', 'UnknownApp'],
  ['cloudflare apply --expect 12', 'is not a plan'],
])('%s is refused', async (line, message) => {
  const runs = new FakeRuns();
  const ran = await roost(line, { runs });
  expect(ran.code).toBe(2);
  expect(ran.stderr).toContain(message);
  expect(runs.started).toEqual([]);
});

test('rotate cloudflare shows both tokens by name', async () => {
  const runs = new FakeRuns();
  const rotation = rotationPlan();
  runs.answers = { planCloudflareRotate: { plan: rotation, facts } };
  const ran = await roost('rotate cloudflare --plan', { runs });
  expect(ran.stdout).toContain('another token in place of "made by hand"');
  expect(ran.stdout).toContain('store it as CLOUDFLARE_TOKEN');
  expect(ran.stdout).toContain('! Whatever else uses the token "made by hand" loses it');
  expect(ran.stdout).toContain(`roost rotate cloudflare --expect ${rotation.hash}`);
});

test('review lists what Access lets in beyond the fleet file', async () => {
  const runs = new FakeRuns();
  const finding = 'policy open (bypass) is not in the fleet file: everyone';
  runs.answers = { reviewAccess: { applications: 3, findings: [{ domain: 'a.sgos.example', finding }] } };
  const ran = await roost('cloudflare review', { runs });
  expect(ran.stdout).toBe(`! a.sgos.example: ${finding}\n3 Access applications, 1 finding\n`);
});
