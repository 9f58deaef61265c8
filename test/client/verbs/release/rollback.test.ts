import { FakeRuns, plan, roost, steps, view } from '../../support';

const back = {
  ...plan,
  workflow: 'rollback',
  rollback: {
    to: 2,
    images: { kept: ['app'], gone: [] },
    secrets: { taken: 'now' as const, differ: [] },
    data: null,
  },
};
const result = { outcome: 'succeeded' as const, plan: back, steps: steps(), warnings: [], failure: null };
const succeeded = view({
  workflow: 'rollback',
  status: 'completed',
  closedAt: '2026-03-04T02:10:00Z',
  outcome: 'succeeded',
  progress: null,
  result,
});

test('starts a run with what the operator asked for', async () => {
  const runs = new FakeRuns([succeeded]);
  const ran = await roost(
    'rollback phone --to 2 --secrets then --restore-data --strategy recreate --reason slow',
    { runs },
  );
  expect(runs.started[0]).toMatchObject({
    workflow: 'rollback',
    summary: 'rollback phone: 2, slow',
    args: [
      {
        app: 'phone',
        to: '2',
        secrets: 'then',
        restoreData: true,
        strategy: 'recreate',
        by: 'op@laptop',
        reason: 'slow',
      },
    ],
  });
  expect(runs.started[0]?.id).toMatch(/^rollback-phone-[0-9a-f]{8}$/);
  expect(ran.code).toBe(0);
  expect(ran.stdout).toContain('Outcome: release 4 (a1b2c3d, 1.5.0) serves\n');
});

test('asks for the release before where none is named', async () => {
  const runs = new FakeRuns();
  await roost('rollback phone --detach', { runs });
  expect(runs.started[0]).toMatchObject({
    summary: 'rollback phone: the release before',
    args: [{ app: 'phone', strategy: 'auto', secrets: 'now' }],
  });
});

test.each([
  ['rollback phone --plan', 'roost rollback phone --to 2 --expect 3f2a9c0d1e2f3a4b'],
  [
    'rollback phone --to 2 --plan --restore-data --secrets then --strategy rolling',
    'roost rollback phone --to 2 --strategy rolling --secrets then --restore-data --expect 3f2a9c0d1e2f3a4b',
  ],
])('%s starts nothing, and says how to run exactly that', async (line, again) => {
  const runs = new FakeRuns();
  runs.answers.planRollback = {
    plan: back,
    facts: { diskFreeBytes: 1, databaseBytes: null, gatheredAt: '' },
  };
  expect((await roost(line, { runs })).stdout).toContain(`  ${again}\n`);
  expect(runs.started).toEqual([]);
});

test.each([
  ['rollback phon', 'UnknownApp'],
  ['rollback phone --to main', 'BadRequest'],
  ['rollback phone --to=-1', 'BadRequest'],
  ['rollback phone --to abc', 'BadRequest'],
  ['rollback phone --expect abc', 'BadRequest'],
  ['rollback phone --secrets old', 'BadRequest'],
  ['rollback', 'BadRequest'],
])('%s is refused before anything is asked', async (line, name) => {
  const ran = await roost(`${line} --json`, { runs: new Error('must not be asked') });
  expect([ran.code, ran.json().error.code]).toEqual([2, name]);
});
