/** What only the former release had goes, once. */
import { removeServices } from '../../../../src/activities/release/steps/remove';
import { passes, world } from '../../app/containers/restarted';

beforeEach(() => jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] }));
afterEach(() => jest.useRealTimers());

test('an attempt behind one that was lost after the removal forgets what that one has stopped', async () => {
  const { site, changes } = world([{ service: 'app' }]);
  expect(await passes(() => removeServices(site, { services: ['worker'] }))).toBeNull();
  expect(changes).toEqual([expect.arrayContaining(['start-again', '/srv/apps/phone/.roost/stopped'])]);
});
