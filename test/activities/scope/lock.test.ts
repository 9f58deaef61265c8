import { MockActivityEnvironment } from '@temporalio/testing';
import type { Deps } from '../../../src/activities/deps';
import { releaseLock } from '../../../src/activities/scope/lock';

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
