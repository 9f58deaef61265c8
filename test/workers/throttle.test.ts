import { createThrottle } from '../../src/workers/throttle';

test('passes the first of a kind, then one a minute with the number held back', () => {
  let now = 0;
  const throttle = createThrottle(60_000, () => now);
  expect(throttle('retry')).toBe(0);
  expect(throttle('retry')).toBeUndefined();
  expect(throttle('retry')).toBeUndefined();
  expect(throttle('heartbeat')).toBe(0);
  now = 60_000;
  expect(throttle('retry')).toBe(2);
  expect(throttle('retry')).toBeUndefined();
});
