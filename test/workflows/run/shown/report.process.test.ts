import { fails, hangs, stumbles } from '../../fakes';
import { commit, step } from '../../plans';
import { answer, resultOf, until, World } from '../../world';

let world: World;
beforeAll(async () => (world = await World.create()));
afterAll(() => world.end());

it('says how a run ended', async () => {
  const app = world.app([step('a'), commit()]);
  await world.deploy(app, { reason: 'because' });
  expect(app.reports).toMatchObject([
    {
      workflow: 'deploy',
      host: 'web1',
      reason: 'because',
      outcome: 'succeeded',
      failure: null,
      step: null,
      release: 'bbbbbbb 1.3',
      operation: 'c0ffee',
      wait: null,
    },
  ]);
});

it('says of a failure where and why', async () => {
  const app = world.app([step('a'), step('b')]).on('b', fails('BuildFailed', 'no make'));
  await world.deploy(app);
  expect(app.reports).toMatchObject([
    { outcome: 'undone', step: 'Do b', failure: { code: 'BuildFailed', message: 'no make', step: 'b' } },
  ]);
});

it('says that a run was refused before it had a plan', async () => {
  const app = world.app([step('a')]).on('planDeploy', fails('NotAhead'));
  await world.deploy(app);
  expect(app.reports).toMatchObject([
    { outcome: 'refused', host: null, release: null, operation: null, failure: { code: 'NotAhead' } },
  ]);
});

it('says that a run waits, how to decide, and then how it ended', async () => {
  const app = world
    .app([step('a', { onFailure: 'ask', ask: { default: 'stay', prompt: 'look at it' } }), commit()])
    .on('a', fails('ScriptFailed'), () => {});
  const run = await world.start(app);
  await until(() => app.reports.length);
  await answer(run, 'retry');
  await run.result();
  expect(app.reports).toMatchObject([
    {
      outcome: null,
      step: 'Do a',
      failure: { code: 'ScriptFailed' },
      wait: { number: 1, prompt: 'look at it', after: null },
    },
    { outcome: 'succeeded', wait: null },
  ]);
});

it('tells of a cancelled run as well', async () => {
  const app = world.app([step('a')]).on('a', hangs);
  const run = await world.start(app);
  await until(() => app.count('a'));
  await run.cancel();
  await resultOf(run);
  expect(app.reports).toMatchObject([{ outcome: 'cancelled', failure: { code: 'Cancelled' } }]);
});

it('frees the lock and keeps the result when nobody can be told', async () => {
  const app = world.app([step('a')]).on('reportRun', fails('AuditUnusable'));
  expect(await world.deploy(app)).toMatchObject({ outcome: 'succeeded', warnings: [] });
  expect(app.calls.at(-1)).toBe('releaseLock');
});

it('lets a wait be decided while the telling of it still fails', async () => {
  const app = world
    .app([step('a', { onFailure: 'ask', ask: { default: 'stay', prompt: '' } }), commit()])
    .on('a', fails('ScriptFailed'), () => {});
  app.on('reportRun', stumbles('AuditUnusable', 200), stumbles('AuditUnusable', 200), () => {});
  const run = await world.start(app);
  await answer(run, 'retry');
  expect(await resultOf(run)).toMatchObject({ outcome: 'succeeded' });
  expect(app.count('releaseLock')).toBe(1);
  expect(app.reports.filter(({ wait }) => wait)).not.toHaveLength(0);
});
