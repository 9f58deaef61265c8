/** A release is watched as its users meet it; what the host's restart left down is started again. */
import { bringBack } from '../../../../src/activities/app/containers/bring-back';
import type { Container } from '../../../../src/activities/app/containers/containers';
import type { StepSite } from '../../../../src/activities/app/site';
import { verifyRelease } from '../../../../src/activities/release/steps/verify';
import type { ReleaseStepArgs } from '../../../../src/protocol/steps/release';
import { BEFORE, boot, passes, world, type Shape } from '../../app/containers/restarted';

beforeEach(() => jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] }));
afterEach(() => jest.useRealTimers());

const args: ReleaseStepArgs['verifyRelease'] = {
  release: 0,
  url: null,
  settle: 2_000,
  service: 'app',
  former: null,
  ignore: [],
};
const down = { state: 'exited', startedAt: BEFORE };
const app = { service: 'app' };

test('what Docker leaves down after a restart of the host is started again, its network first', async () => {
  const { site, changes } = world([
    app,
    { service: 'side', ...down, networks: {} },
    { service: 'worker', ...down },
  ]);
  expect(await passes(() => verifyRelease(site, args))).toBeNull();
  expect(changes).toEqual([['docker', 'start', 'worker', 'side']]);
});

test.each<[string, Shape, object, { comes?: Record<string, number> }?]>([
  ['what Docker brings up in time', { service: 'worker', ...down }, {}, { comes: { worker: 4_000 } }],
  ['a service that a person has stopped', { service: 'worker', ...down }, { ignore: ['worker'] }],
  ['what may end', { service: 'worker', ...down, policy: 'on-failure' }, {}],
  ['what never restarts', { service: 'worker', ...down, policy: 'no' }, {}],
  ['what a plan without the list watches', { service: 'worker', ...down }, { ignore: undefined }],
])('%s is not started', async (_, other, change, { comes } = {}) => {
  const { site, changes } = world([app, other], { comes });
  expect(await passes(() => verifyRelease(site, { ...args, ...change }))).toBeNull();
  expect(changes).toEqual([]);
});

test('what ended by itself after the restart is not started, and is a failure', async () => {
  const { site, changes } = world([app, { service: 'worker', state: 'exited' }]);
  expect(await passes(() => verifyRelease(site, args))).toMatchObject({ code: 'Unhealthy' });
  expect(changes).toEqual([]);
});

test('what does not start again is a failure that says why; the others are started', async () => {
  const { site } = world([app, { service: 'side', ...down }, { service: 'worker', ...down }], {
    broken: ['side'],
  });
  expect(await passes(() => verifyRelease(site, args))).toMatchObject({
    code: 'Unhealthy',
    message: expect.stringContaining('phone-side-1 did not start again (cannot start side)'),
  });
});

test('Docker has ten seconds for it', async () => {
  const { site, changes } = world([]);
  const found = {
    id: 'worker',
    state: 'exited',
    startedAt: BEFORE,
    restartPolicy: 'always',
    networks: {},
  } as Partial<Container> as Container;
  let left = 1;
  const look = async (): Promise<Container[]> => (left > 0 ? [found] : []);
  let ms = 0;
  const change = async (argv: string[]) => {
    ms = Date.now() - began;
    left = 0;
    changes.push(argv);
    return { code: 0, stdout: '', stderr: '' };
  };
  const began = Date.now();
  const at = { ...site, change } as StepSite;
  expect(await passes(() => bringBack(at, [found], look, { engine: boot, boot }))).toBeNull();
  expect([changes.length, ms]).toEqual([1, 10_000]);
});

test('where a service runs more than once, the record of the release says how often', async () => {
  const { site, written } = world([app, app], { records: '7 - {"operation":"op7"}\n' });
  expect(await passes(() => verifyRelease(site, { ...args, release: 7 }))).toBeNull();
  expect(written).toMatchObject([{ release: 7, operation: 'op7', replicas: { app: 2 } }]);
});

test('what runs before the first deploy by roost has no record, and is watched all the same', async () => {
  const { site, changes, written } = world([app, app]);
  expect(await passes(() => verifyRelease(site, args))).toBeNull();
  expect(written).toEqual([]);
  expect(await passes(() => verifyRelease(site, { ...args, release: 7 }))).toMatchObject({
    code: 'StalePlan',
  });
  // The guard is asked whether it knows why the record is gone.
  expect(changes).toEqual([['true']]);
});

test('of what was taken over as it runs, only what happens while it is watched counts', async () => {
  const { site, changes } = world([{ service: 'app', restarts: 3 }]);
  expect(await passes(() => verifyRelease(site, { ...args, asItRuns: true }))).toBeNull();
  expect(await passes(() => verifyRelease(site, args))).toMatchObject({ code: 'Unhealthy' });
  expect(changes).toEqual([]);
});
