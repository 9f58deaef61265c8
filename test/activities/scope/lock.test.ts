import { MockActivityEnvironment } from '@temporalio/testing';
import type { Deps } from '../../../src/activities/deps';
import { acquireLock, releaseLock } from '../../../src/activities/scope/lock';
import { countTries } from '../../../src/activities/tries';
import { RoostError } from '../../../src/errors';
import { HOUR, MINUTE } from '../../../src/lib/time';
import { triedFor } from '../../../src/protocol/patience';

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
  const asked = (attempt: number, before?: object) => {
    const deps = {
      ...depsOf(null, []),
      fleet: async () => ({ ...(await depsOf(null, []).fleet()), lock: { wait: 0 } }),
      guard: () => ({ acquire: () => Promise.reject(new RoostError('HostUnreachable', 'no route')) }),
      latestRun: async () => null,
    } as unknown as Deps;
    const environment = new MockActivityEnvironment({
      attempt,
      heartbeatDetails: before,
      retryPolicy: { nonRetryableErrorTypes: [triedFor({ limit: 7 * 24 * HOUR, absence: 2 * MINUTE })] },
      workflowExecution: { workflowId: 'deploy-shop', runId: 'mine' },
    });
    const request = { scope: { kind: 'app', app: 'shop' }, kind: 'deploy', by: 'anna' } as const;
    jest.spyOn(Date, 'now').mockImplementation(() => (now += 5_000));
    return environment.run(countTries(() => acquireLock(deps, request)));
  };
  let now = 1e12;
  afterEach(() => jest.restoreAllMocks());

  it.each([
    ['at first ends the run soon: nothing has been changed yet', 1, undefined, { retry: 'never' }],
    // The next worker came at once: a night must not wait for 20 minutes for each app of a host that is down.
    ['so it does after its worker was killed', 2, { used: 1_000, at: 1e12 }, { retry: 'never' }],
    ['after the control host was off it may come back', 2, { used: 1_000, at: 1e12 - HOUR }, {}],
    ['and in the tries after that', 3, { used: 16_000, at: 1e12, ended: true, anew: true }, {}],
    [
      'until it was tried long enough',
      9,
      { used: 20 * MINUTE, at: 1e12, ended: true, anew: true },
      { retry: 'never' },
    ],
  ])('%s', async (_what, attempt, before, traits) => {
    now = 1e12;
    const error = (await asked(attempt, before).catch((thrown: unknown) => thrown)) as RoostError;
    expect(error.code).toBe('HostUnreachable');
    expect(error.traits).toEqual(traits);
  });
});
