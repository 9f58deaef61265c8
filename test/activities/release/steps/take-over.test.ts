/** What a person has started becomes a release, and nobody notices. */
import { takeOver } from '../../../../src/activities/release/steps/take-over';
import type { ReleaseRecord } from '../../../../src/protocol/release-record';
import type { ReleaseStepArgs } from '../../../../src/protocol/steps/release';
import { passes, world } from '../../app/containers/restarted';

beforeEach(() => jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] }));
afterEach(() => jest.useRealTimers());

const args = {
  release: 1,
  probe: { service: 'app', ask: 'nothing', wait: 1_000 },
  dataServices: [],
  asItRuns: true,
} as unknown as ReleaseStepArgs['startRelease'];
const record = (id = 'sha256:app') =>
  ({ release: 1, images: { app: { ref: 'roost/phone-app:op', id } } }) as unknown as ReleaseRecord;

test('it is left as it is, and its record says by which name it runs', async () => {
  const { site, changes, written } = world([
    { service: 'app', restarts: 2 },
    { service: 'init', state: 'exited' },
  ]);
  expect(await passes(() => takeOver(site, record(), args, null))).toBeNull();
  expect(changes).toEqual([]);
  expect(written).toMatchObject([
    { images: { app: { ref: 'roost/phone-app:op', id: 'sha256:app', as: 'phone-app' } } },
  ]);
});

test('what runs another image by now is not taken over', async () => {
  const { site, written } = world([{ service: 'app', image: 'sha256:newer' }]);
  expect(await passes(() => takeOver(site, record(), args, null))).toMatchObject({ code: 'StalePlan' });
  expect(written).toEqual([]);
});
