import {
  ActivityFailure,
  ApplicationFailure,
  CancelledFailure,
  DefaultFailureConverter,
  defaultPayloadConverter,
  RetryState,
  TimeoutFailure,
  TimeoutType,
} from '@temporalio/common';
import { errors } from '../../../src/errors';
import { failureOf, isWorldly } from '../../../src/workflows/run/failure';

const activity = (cause: Error) =>
  new ActivityFailure('Activity task failed', 'buildImages', '1', RetryState.TIMEOUT, 'worker', cause);
const converter = new DefaultFailureConverter();
const recorded = (error: Error) => converter.errorToFailure(error, defaultPayloadConverter);

/** As it comes from the server, which names the cause. */
const timeout = (type: TimeoutType, cause?: Error) =>
  converter.failureToError(
    { ...recorded(new TimeoutFailure('timed out', undefined, type)), cause: cause && recorded(cause) },
    defaultPayloadConverter,
  );
const built = ApplicationFailure.nonRetryable('no make', 'BuildFailed');

it.each([
  ['what the activity threw', activity(built), 'BuildFailed', 'no make'],
  [
    'the last attempt, when its retries ran out of time',
    activity(timeout(TimeoutType.SCHEDULE_TO_CLOSE, built)),
    'BuildFailed',
    'no make',
  ],
  [
    'an attempt that took too long, when its retries did',
    activity(timeout(TimeoutType.SCHEDULE_TO_CLOSE, timeout(TimeoutType.START_TO_CLOSE))),
    'CommandTimeout',
    'the activity took longer than it may',
  ],
  [
    'an attempt that took too long',
    activity(timeout(TimeoutType.START_TO_CLOSE)),
    'CommandTimeout',
    'the activity took longer than it may',
  ],
  [
    'a worker that went away',
    activity(timeout(TimeoutType.HEARTBEAT)),
    'WorkerMissing',
    'no worker finished the activity (HEARTBEAT)',
  ],
  [
    'no worker in time',
    activity(timeout(TimeoutType.SCHEDULE_TO_CLOSE)),
    'WorkerMissing',
    'no worker finished the activity (SCHEDULE_TO_CLOSE)',
  ],
  ['a cancel', activity(new CancelledFailure('cancelled')), 'Cancelled', 'cancelled'],
  [
    'an unknown type',
    activity(ApplicationFailure.create({ type: 'TypeError', message: 'x is not a function' })),
    'Internal',
    'x is not a function',
  ],
  ['a plain error', new Error('oh'), 'Internal', 'oh'],
  ['no error at all', 'oh', 'Internal', 'oh'],
] as const)('names %s', (_name, error, code, message) => {
  expect(failureOf(error)).toEqual({ code, message, hint: errors[code].hint });
});

it('tells failures of the world from defects', () => {
  expect([activity(built), built, new CancelledFailure('x')].every(isWorldly)).toBe(true);
  expect(isWorldly(new TypeError('x'))).toBe(false);
});
