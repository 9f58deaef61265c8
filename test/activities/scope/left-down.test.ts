/** A run whose host restarts behind its last look at the app gives the lock back with the app as it ran. */
import type { Site } from '../../../src/activities/app/site';
import { idleServices, startLeftDown } from '../../../src/activities/scope/left-down';
import { RoostError } from '../../../src/errors';
import type { Lease } from '../../../src/protocol/lock';
import { BEFORE, passes, world, type Shape } from '../app/containers/restarted';

beforeEach(() => jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] }));
afterEach(() => jest.useRealTimers());

const down = { state: 'exited', startedAt: BEFORE };
const side: Shape = { service: 'side', ...down, networks: {} };

/** The site of an app's lock, on the host of `world`. */
function locked(all: Shape[], options?: Parameters<typeof world>[1]) {
  const { site, changes } = world(all, options);
  const exec: Site['host']['exec'] = (argv, settings) =>
    argv[1] === 'start' ? site.change(argv, settings) : site.read(argv, settings);
  const host = { ...site.host, exec } as Site['host'];
  return { site: { ...site, host, scope: { kind: 'app', app: 'phone' } } as unknown as Site, changes };
}

const lease = (change: Partial<Lease> = {}): Lease => ({
  scope: { kind: 'app', app: 'phone', project: 'phone', directory: '/srv/apps/phone' } as Lease['scope'],
  kind: 'deploy',
  token: 7,
  idle: [],
  ...change,
});

test('the services without a running container are noted with the lock', async () => {
  const { site } = locked([
    { service: 'app' },
    { service: 'init', state: 'exited' },
    side,
    { service: 'app', ...down },
  ]);
  expect(await idleServices(site)).toEqual(['init', 'side']);
});

test.each<[string, Partial<Site>]>([
  ['of a host', { scope: { kind: 'host', host: 'web1' } as never }],
  ['of a drill', { scope: { kind: 'app', app: 'phone', drill: true } as never }],
])('the lock %s notes none', async (_, change) => {
  expect(await idleServices({ ...locked([side]).site, ...change })).toBeUndefined();
});

test('a Docker that does not answer is no reason to refuse the lock', async () => {
  const { site } = locked([]);
  const exec = () => Promise.reject(new RoostError('CommandFailed', 'Cannot connect to the Docker daemon'));
  expect(await idleServices({ ...site, host: { ...site.host, exec } })).toBeUndefined();
});

test('what ran, and Docker leaves down, is started before the lock is free', async () => {
  const { site, changes } = locked([{ service: 'app' }, side]);
  expect(await passes(() => startLeftDown(site, lease()))).toBeNull();
  expect(changes).toEqual([['docker', 'start', 'side']]);
});

test.each<[string, Shape, Partial<Lease>]>([
  ['what did not run when the lock was taken', side, { idle: ['side'] }],
  ['what roost itself has stopped', { ...side, policy: 'no' }, {}],
  ['what ended after the restart', { service: 'side', state: 'exited' }, {}],
  ['what runs', { service: 'side' }, {}],
  ['anything by a lease that knows no services', side, { idle: undefined }],
  ['anything where there was no plan', side, { scope: { kind: 'app', app: 'phone' } }],
])('%s is not started', async (_, other, change) => {
  const { site, changes } = locked([{ service: 'app' }, other]);
  expect(await passes(() => startLeftDown(site, lease(change)))).toBeNull();
  expect(changes).toEqual([]);
});

test('what cannot be started does not keep the lock', async () => {
  const { site, changes } = locked([{ service: 'app' }, side], { broken: ['side'] });
  expect(await passes(() => startLeftDown(site, lease()))).toBeNull();
  expect(changes).toEqual([['docker', 'start', 'side']]);
});
