/** The former container of a rolling release goes, whatever the host did meanwhile. */
import { removeSlot } from '../../../../src/activities/release/steps/slots';
import type { ReleaseStepArgs } from '../../../../src/protocol/steps/release';
import { BEFORE, passes, world } from '../../app/containers/restarted';

beforeEach(() => jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] }));
afterEach(() => jest.useRealTimers());

const args: ReleaseStepArgs['removeSlot'] = {
  former: 'former',
  remove: 'former',
  drain: 5_000,
  keep: 0,
  service: 'app',
  containerName: null,
  activate: false,
  ignore: [],
};
const down = { state: 'exited', startedAt: BEFORE };
const inItsNetwork = { service: 'side', ...down, networks: {} };

test('what a restart of the host has left down since the release was verified is started again', async () => {
  const { site, changes } = world([{ service: 'app' }, inItsNetwork]);
  expect(await passes(() => removeSlot(site, args))).toBeNull();
  expect(changes).toEqual([['docker', 'start', 'side']]);
});

test.each([
  ['that a person has stopped', { ignore: ['side'] }],
  ['of a plan that does not say what a person has stopped', { ignore: undefined }],
])('a service %s stays down', async (_, change) => {
  const { site, changes } = world([{ service: 'app' }, inItsNetwork]);
  expect(await passes(() => removeSlot(site, { ...args, ...change }))).toBeNull();
  expect(changes).toEqual([]);
});
