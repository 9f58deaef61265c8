/** A run that a step of another one starts, on a real Temporal: one run, whichever attempt waits for it. */
import { randomUUID } from 'node:crypto';
import type { Temporal } from '../../src/temporal/connect';
import { awaitRunOf } from '../../src/workers/await-run';
import { temporalWorld, type TemporalWorld } from '../client/temporal-world';
import { fails, hangs, lasts, type FakeApp } from '../workflows/fakes';
import { commit, step } from '../workflows/plans';

jest.setTimeout(120_000);

let world: TemporalWorld;
let awaitRun: ReturnType<typeof awaitRunOf>;
beforeAll(async () => {
  world = await temporalWorld();
  const { client, connection } = world.env;
  awaitRun = awaitRunOf({ client, connection, address: 'test', uiUrl: () => 'x' } as unknown as Temporal);
  await world.startWorker();
});
afterAll(() => world?.end());

const free = () => ({ signal: new AbortController().signal, leave: new AbortController().signal });
const requestOf = (app: FakeApp) => {
  const { scope } = app.plan;
  const name = 'app' in scope ? scope.app : '';
  return { workflow: 'deploy', id: `deploy-${randomUUID()}`, args: [{ app: name }], app: name, summary: 'x' };
};

it('is started once, also when two attempts ask, and when it is over', async () => {
  const app = world.app([step('build'), commit()]);
  const request = requestOf(app);
  const ends = await Promise.all([awaitRun(request, free()), awaitRun(request, free())]);
  expect(ends.map(({ outcome }) => outcome)).toEqual(['succeeded', 'succeeded']);
  expect(await awaitRun(request, free())).toMatchObject({ outcome: 'succeeded', failure: null });
  expect(app.count('build')).toBe(1);
});

it('says why it failed', async () => {
  const app = world.app([step('build'), commit()]);
  app.on('build', fails('BuildFailed'));
  expect(await awaitRun(requestOf(app), free())).toMatchObject({
    outcome: 'undone',
    failure: { code: 'BuildFailed' },
  });
});

it('goes on without an attempt that leaves, and ends with a run that is cancelled', async () => {
  const app = world.app([step('build'), commit()]);
  app.on('build', hangs);
  const request = requestOf(app);
  const leaving = new AbortController();
  const left = awaitRun(request, { ...free(), leave: leaving.signal });
  setTimeout(() => leaving.abort(new Error('the worker ends')), 1_500);
  await expect(left).rejects.toThrow('the worker ends');
  expect((await world.runs.describe(request.id)).status).toBe('running');
  const cancelled = new AbortController();
  const ended = awaitRun(request, { ...free(), signal: cancelled.signal });
  setTimeout(() => cancelled.abort(), 1_000);
  expect(await ended).toMatchObject({ outcome: 'cancelled' });
});

it('is not waited for beyond a time after a cancel, while it undoes', async () => {
  const app = world.app([step('build'), commit()]);
  app.on('build', hangs).on('undo build', lasts(20_000));
  const request = requestOf(app);
  const cancelled = new AbortController();
  const ended = awaitRun({ ...request, patience: 1_000 }, { ...free(), signal: cancelled.signal });
  setTimeout(() => cancelled.abort(), 1_500);
  expect(await ended).toMatchObject({ outcome: 'cancelled' });
  expect((await world.runs.describe(request.id)).status).toBe('running');
});
