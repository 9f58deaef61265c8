import { Context } from '@temporalio/activity';
import { ActivityCancellationDetails } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { attemptOf, type Attempt } from '../../../src/activities/scope/attempt';

const details = {
  cancelRequested: false,
  notFound: false,
  paused: false,
  timedOut: false,
  workerShutdown: false,
  reset: false,
};

async function ended(
  reason: 'CANCELLED' | 'WORKER_SHUTDOWN' | 'NOT_FOUND' | 'TIMED_OUT',
  how: Partial<typeof details>,
): Promise<Attempt> {
  const environment = new MockActivityEnvironment();
  return environment.run(async () => {
    const attempt = attemptOf(Context.current());
    environment.cancel(reason, new ActivityCancellationDetails({ ...details, ...how }));
    return attempt;
  });
}

test('a cancelled run ends its work', async () => {
  const { signal, work } = await ended('CANCELLED', { cancelRequested: true });
  expect([signal.aborted, work.signal.aborted, work.leave.aborted]).toEqual([true, true, false]);
});

test.each([
  ['WORKER_SHUTDOWN', { workerShutdown: true }],
  ['NOT_FOUND', { notFound: true }],
  ['TIMED_OUT', { timedOut: true }],
] as const)('%s leaves the work to the next attempt', async (reason, how) => {
  const { signal, work } = await ended(reason, how);
  expect([signal.aborted, work.signal.aborted, work.leave.aborted]).toEqual([true, false, true]);
});
