import { MockActivityEnvironment } from '@temporalio/testing';
import type { Deps } from '../../../src/activities/deps';
import { acquireLock, releaseLock } from '../../../src/activities/scope/lock';
import { countTries } from '../../../src/activities/tries';
import { RoostError } from '../../../src/errors';

/** A host whose lock that run holds with token 7; notes what is done there. */
function depsOf(holder: string | null, done: string[]): Deps {
  const note = (what: string, answer?: unknown) => async () => (done.push(what), answer);
  return {
    fleet: async () => ({
      apps: { shop: { name: 'shop', host: 'web1', directory: '/srv/shop', source: '.' } },
      hosts: { web1: {} },
    }),
    host: () => ({ exec: note('one-offs') }),
    jobs: () => ({ cancelAll: note('jobs') }),
    guard: () => ({
      show: async () => (holder === null ? null : { token: 7, runId: holder }),
      release: note('lock', true),
    }),
  } as unknown as Deps;
}

it.each([
  ['its own lock', 'mine', 7, ['jobs', 'one-offs', 'lock']],
  ['the lock of another run', 'other', 7, []],
  ['a lock that it has had before', 'mine', 6, []],
  ['no lock', null, 7, []],
])('a run that frees %s', async (_what, holder, token, expected) => {
  const done: string[] = [];
  const environment = new MockActivityEnvironment({
    workflowExecution: { workflowId: 'deploy-shop', runId: 'mine' },
  });
  await environment.run(() =>
    releaseLock(
      depsOf(holder, done),
      { scope: { kind: 'app', app: 'shop' }, kind: 'deploy', token },
      'c0ffee',
    ),
  );
  expect(done).toEqual(expected);
});

describe('a host that does not answer', () => {
  const asked = (attempt: number) => {
    const deps = {
      ...depsOf(null, []),
      fleet: async () => ({ ...(await depsOf(null, []).fleet()), lock: { wait: 0 } }),
      guard: () => ({ acquire: () => Promise.reject(new RoostError('HostUnreachable', 'no route')) }),
      latestRun: async () => null,
    } as unknown as Deps;
    const environment = new MockActivityEnvironment({
      attempt,
      workflowExecution: { workflowId: 'deploy-shop', runId: 'mine' },
    });
    const request = { scope: { kind: 'app', app: 'shop' }, kind: 'deploy', by: 'anna' } as const;
    jest.spyOn(Date, 'now').mockImplementation(() => (now += 5_000));
    return environment.run(countTries(() => acquireLock(deps, request)));
  };
  let now = 1e12;
  afterEach(() => jest.restoreAllMocks());

  it.each([
    ['at first ends the run soon: nothing has been changed yet', 1, { retry: 'never' }],
    ['in a later try may come back, as after the control host was off', 2, {}],
  ])('%s', async (_what, attempt, traits) => {
    await expect(asked(attempt)).rejects.toMatchObject({ code: 'HostUnreachable', traits });
  });
});
