/** How long an activity is tried counts the time in which it could be done. */
import { ApplicationFailure, Context, type Info } from '@temporalio/activity';
import { ActivityCancellationDetails } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { beat, countTries, reportProgress, timeUsed, wasAway } from '../../src/activities/tries';
import { triedFor } from '../../src/protocol/patience';

const MINUTE = 60_000;
const patience = { limit: 20 * MINUTE, absence: 2 * MINUTE };

interface Details {
  used: number;
  at: number;
  ended?: true;
  anew?: true;
  what?: string;
}

/** One try; `details`: of the last heartbeat of the try before. */
async function tryIt(
  details: Details | undefined,
  work: () => Promise<unknown>,
  nonRetryableErrorTypes: string[] = ['LockLost', triedFor(patience)],
): Promise<{ beats: Details[]; error?: ApplicationFailure; environment: MockActivityEnvironment }> {
  const environment = new MockActivityEnvironment(
    { heartbeatDetails: details, retryPolicy: { nonRetryableErrorTypes } } as Partial<Info>,
    { logger: new DefaultLogger('ERROR') },
  );
  const beats: Details[] = [];
  environment.on('heartbeat', (one: Details) => beats.push(one));
  try {
    await environment.run(countTries(work));
    return { beats, environment };
  } catch (error) {
    return { beats, error: error as ApplicationFailure, environment };
  }
}

const fails = async (): Promise<never> => {
  throw ApplicationFailure.create({
    type: 'HostUnreachable',
    message: 'away',
    details: [{ code: 'HostUnreachable' }],
  });
};
const before = (used: number, ago: number, more: Partial<Details> = { ended: true }): Details => ({
  used,
  at: Date.now() - ago,
  ...more,
});

test('a try says how long all have taken, with its progress, and that it has ended', async () => {
  const { beats, error } = await tryIt(before(MINUTE, 10_000), async () => {
    reportProgress({ what: 'pulled', bytes: 7 });
    beat();
    return fails();
  });
  expect(error).toMatchObject({ type: 'HostUnreachable', nonRetryable: false });
  expect(beats).toHaveLength(3);
  expect(beats[0]!.used).toBeGreaterThanOrEqual(MINUTE + 10_000);
  expect(beats[0]!.used).toBeLessThan(MINUTE + 12_000);
  expect(beats[1]).toMatchObject({ what: 'pulled', bytes: 7 });
  expect(beats.map(({ ended }) => ended)).toEqual([undefined, undefined, true]);
});

test.each<[string, Details | undefined, boolean]>([
  ['the first', undefined, false],
  ['one within the time', before(19 * MINUTE, 10_000), false],
  ['one after it', before(20 * MINUTE, 1_000), true],
  ['one after it, with the pause between', before(19 * MINUTE, 1.5 * MINUTE), true],
  ['one after 90 minutes in which nobody was there', before(19 * MINUTE, 90 * MINUTE), false],
  [
    'one whose former has died with its worker, and that an hour ago',
    before(21 * MINUTE, 60 * MINUTE, {}),
    false,
  ],
])('a failure of %s is final or not', async (_what, details, isFinal) => {
  const { error } = await tryIt(details, fails);
  expect(error).toMatchObject({
    type: 'HostUnreachable',
    message: 'away',
    nonRetryable: isFinal,
    details: [{ code: 'HostUnreachable' }],
  });
});

test('an absence is known to the tries that follow it', async () => {
  const away = async (details?: Details): Promise<unknown> => {
    let seen: unknown;
    const { beats } = await tryIt(details, async () => (seen = wasAway()));
    expect(beats[0]!.anew).toBe(seen || undefined);
    return seen;
  };
  expect(await away()).toBe(false);
  expect(await away(before(MINUTE, 10_000))).toBe(false);
  expect(await away(before(MINUTE, 90 * MINUTE))).toBe(true);
  expect(await away(before(MINUTE, 10_000, { ended: true, anew: true }))).toBe(true);
});

test('what succeeds late has succeeded', async () => {
  expect((await tryIt(before(30 * MINUTE, 1_000), async () => 1)).error).toBeUndefined();
});

test('after the time a try that left no answer is the last', async () => {
  const begun: string[] = [];
  const { error } = await tryIt(before(20 * MINUTE, 15_000, {}), async () => begun.push('again'));
  expect([begun, error?.type, error?.nonRetryable]).toEqual([[], 'CommandTimeout', true]);
  expect(error?.message).toMatch(/20 min/);
});

test('a try that the end of its worker has ended is not the last', async () => {
  const environment = new MockActivityEnvironment(
    {
      heartbeatDetails: before(30 * MINUTE, 1_000),
      retryPolicy: { nonRetryableErrorTypes: [triedFor(patience)] },
    } as unknown as Partial<Info>,
    { logger: new DefaultLogger('ERROR') },
  );
  const ended = environment.run(
    countTries(async () => {
      environment.cancel('WORKER_SHUTDOWN', new ActivityCancellationDetails({ workerShutdown: true }));
      return fails();
    }),
  );
  await expect(ended).rejects.toMatchObject({ type: 'HostUnreachable', nonRetryable: false });
});

test('an activity that was told nothing is tried as long as Temporal wants', async () => {
  const { error } = await tryIt(before(1e12, 1_000, {}), fails, ['LockLost']);
  expect(error).toMatchObject({ type: 'HostUnreachable', nonRetryable: false });
});

test('an activity can ask how long it has been tried', async () => {
  let used: number | undefined;
  await tryIt(before(5_000, 1_000), async () => (used = timeUsed()));
  expect(used).toBeGreaterThanOrEqual(6_000);
  expect(
    await new MockActivityEnvironment().run(async () => (Context.current(), timeUsed())),
  ).toBeUndefined();
});
