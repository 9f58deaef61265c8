/** After a restart of Docker or the host an app is asked once it is back. */
import { runCheck } from '../../../../src/activities/app/containers/check';
import type { StepSite } from '../../../../src/activities/app/site';
import { loadData } from '../../../../src/activities/restore/steps/items';
import type { RestoreItem } from '../../../../src/protocol/steps/restore';
import { BEFORE, passes, world } from './restarted';

beforeEach(() => jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] }));
afterEach(() => jest.useRealTimers());

const down = { service: 'app', state: 'exited', startedAt: BEFORE };
const check = (site: StepSite) =>
  runCheck({ ...site, jobs: { run: () => Promise.reject(new Error('asked')) } } as never, 'app', 'true');

test('what Docker is starting again is waited for, and then asked', async () => {
  const { site } = world([down], { comes: { app: 20_000 } });
  expect(await passes(() => check(site))).not.toMatchObject({ code: 'AppCheckFailed' });
});

test.each([
  ['what ended by itself', { service: 'app', state: 'exited' }],
  ['what does not come back', down],
])('%s cannot be asked', async (_, container) => {
  const { site } = world([container]);
  expect(await passes(() => check(site))).toMatchObject({ code: 'AppCheckFailed' });
});

test.each([
  ['of a drill is started again: nobody else does', true, [['docker', 'start', 'db']]],
  ['of a live app is left to Docker', undefined, []],
])('the database %s', async (_, drill, started) => {
  const { site, changes } = world([{ ...down, service: 'db' }]);
  const item: RestoreItem = {
    kind: 'postgres',
    service: 'db',
    database: 'phone',
    user: 'phone',
    from: 'x',
    bytes: 1,
    files: 1,
  };
  const context = { operation: 'fedcba9876' };
  const scope = { ...site.scope, drill };
  await passes(() => loadData({ ...site, scope, context } as StepSite, { item, into: 'live' }));
  expect(changes.filter(([program]) => program === 'docker')).toEqual(started);
});
