/** A release is watched as its users meet it; what the host's restart left down is started again. */
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { Container } from '../../../../src/activities/app/containers/containers';
import type { StepSite } from '../../../../src/activities/app/site';
import { bringBack, verifyRelease } from '../../../../src/activities/release/steps/verify';
import { appPaths } from '../../../../src/plan/names';
import type { ReleaseStepArgs } from '../../../../src/protocol/steps/release';

beforeEach(() => jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] }));
afterEach(() => jest.useRealTimers());

const SOURCE = '/srv/apps/phone/src';
const BEFORE = '2026-01-01T00:00:00Z';
const AFTER = '2026-01-01T02:00:00Z';
const boot = Date.parse('2026-01-01T01:00:00Z') / 1000;

interface Shape {
  service: string;
  state?: string;
  startedAt?: string;
  policy?: string;
  networks?: Record<string, object>;
}

/** As `docker inspect` tells of it; its id is its service's name. */
const inspected = ({ service, state, startedAt, policy, networks }: Required<Shape>) => ({
  Id: service,
  Name: `/phone-${service}-1`,
  Config: {
    Labels: {
      'com.docker.compose.service': service,
      'com.docker.compose.project': 'phone',
      'com.docker.compose.project.working_dir': SOURCE,
    },
  },
  HostConfig: { RestartPolicy: { Name: policy } },
  State: { Status: state, StartedAt: startedAt, ExitCode: 255 },
  NetworkSettings: { Networks: networks },
});

/** A host that came back; `comes`: ms until Docker has started a container again; `broken`: nobody can start those. */
function world(
  all: Shape[],
  { comes = {} as Record<string, number>, broken = [] as string[], records = '' } = {},
) {
  const began = Date.now();
  const containers = all.map((one) => ({
    state: 'running',
    startedAt: AFTER,
    policy: 'unless-stopped',
    networks: { internal: {} },
    ...one,
  }));
  const start = (service: string): void => {
    const found = containers.find((one) => one.service === service)!;
    Object.assign(found, { state: 'running', startedAt: AFTER });
  };
  const changes: string[][] = [];
  const written: unknown[] = [];
  const exec = async (argv: string[]): Promise<{ code: number; stdout: string; stderr: string }> => {
    const ok = (stdout: string) => ({ code: 0, stdout, stderr: '' });
    if (argv[3] === 'uptime') return ok(`engine=${boot + 20}\nboot=${boot}\n`);
    if (argv[3] === 'list-releases') return ok(records);
    if (argv[3] === 'inspect-containers') {
      for (const [service, ms] of Object.entries(comes)) if (Date.now() - began >= ms) start(service);
      return ok(JSON.stringify(containers.map(inspected)));
    }
    // Neither Compose nor a log says anything.
    return { code: 1, stdout: '', stderr: '' };
  };
  const site = {
    app: { name: 'phone', compose: [] },
    host: { name: 'hornbill', scrub: (text: string) => text, exec },
    guard: { current: async () => null },
    scope: { project: 'phone' },
    source: SOURCE,
    paths: appPaths('/srv/apps/phone'),
    read: exec,
    change: async (argv: string[], { input = '' } = {}) => {
      if (input) written.push(JSON.parse(input));
      else changes.push(argv);
      if (argv[0] !== 'docker') return { code: 0, stdout: '', stderr: '' };
      const failed = argv.slice(2).filter((service) => broken.includes(service));
      for (const service of argv.slice(2)) if (!broken.includes(service)) start(service);
      return { code: failed.length, stdout: '', stderr: failed.map((one) => `cannot start ${one}`).join() };
    },
  } as unknown as StepSite;
  return { site, changes, written };
}

/** Runs the work as an activity while time passes; its error, or null. */
async function passes(work: () => Promise<unknown>): Promise<Error | null> {
  const env = new MockActivityEnvironment(undefined, { logger: new DefaultLogger('ERROR') });
  const done = env.run(work).then(
    () => null,
    (error: Error) => error,
  );
  await jest.advanceTimersByTimeAsync(150_000);
  return done as Promise<Error | null>;
}

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
