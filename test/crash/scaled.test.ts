import { LONG, scaled, scaledId } from '../../lab/crash/scaled';
import { AWAY, patienceIn } from '../../src/protocol/patience';
import type { RetryClass } from '../../src/protocol/steps/step';
import { optionsFor, optionsOf } from '../../src/workflows/run/options';

const stepOf = (retry: RetryClass, limit?: number) =>
  optionsOf({
    title: 'Do it',
    call: { run: 'setMaintenance', args: { on: true } },
    retry,
    limit,
    context: {} as never,
  });
const limitOf = (options: { retry?: { nonRetryableErrorTypes?: string[] } }): number =>
  patienceIn(options.retry?.nonRetryableErrorTypes).limit;
const idOf = (mutant?: string): string => ['deploy-phone', scaledId(mutant), 'c0ffee'].join('-');

it.each([
  ['short', stepOf('short')],
  ['health', stepOf('health')],
  ['long', stepOf('long', 7_200)],
  ['planDeploy', optionsFor('planDeploy', 'Plan')],
  ['releaseLock', optionsFor('releaseLock', 'Free')],
])('to be away for a moment is to be away for longer than %s may be tried', (_what, options) => {
  const less = scaled(idOf(), options);
  expect(limitOf(less)).toBeLessThan(LONG);
  expect(less.scheduleToCloseTimeout).toBeGreaterThan(AWAY);
  expect(less.retry?.nonRetryableErrorTypes).toEqual(['LockLost', expect.any(String)]);
  expect(less.startToCloseTimeout).toBe(options.startToCloseTimeout);
});

it('plants limits of wall time', () => {
  expect(scaled(idOf('wall-time'), stepOf('short')).scheduleToCloseTimeout).toBeLessThan(LONG);
});

it('leaves other runs alone, and what has no such limit', () => {
  expect(scaled('deploy-phone-c0ffee', stepOf('short'))).toEqual(stepOf('short'));
  expect(scaled(idOf(), { scheduleToCloseTimeout: 7 })).toEqual({ scheduleToCloseTimeout: 7 });
});
