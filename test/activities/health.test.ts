import { fault, judge } from '../../src/activities/health';
import type { Container } from '../../src/activities/containers';

const healthy = { status: 200, json: { status: 'healthy', 'database.ok': true } };

it.each([
  ['{"status":"healthy","database":{"ok":true}}\n200', null],
  ['{"status":"healthy","database":{"ok":true}}\n503', 'status 503, not 200'],
  ['{"status":"starting","database":{"ok":true}}\n200', 'field status is "starting", not "healthy"'],
  ['{"status":"healthy"}\n200', 'field database.ok is undefined, not true'],
  ['null\n200', 'field status is undefined, not "healthy"'],
  ['<html>\n200', 'the answer is not JSON'],
  ['\n000', 'status 0, not 200'],
  ['', 'status 0, not 200'],
])('judges %j', (text, wrong) => {
  expect(judge(text, healthy)).toBe(wrong);
});

it('reads no body where only the status counts', () => {
  expect(judge('anything\n204', { status: 204, json: {} })).toBeNull();
});

it.each<[string, Partial<Container>, RegExp | null]>([
  ['running', { state: 'running', health: 'healthy' }, null],
  ['starting', { state: 'running', health: 'starting' }, null],
  ['restarted', { state: 'running', restartCount: 2 }, /restarted 2 times/],
  ['failed', { state: 'exited', exitCode: 3 }, /ended with code 3/],
  ['a one-shot that is done', { state: 'exited', exitCode: 0 }, null],
  ['unhealthy', { state: 'running', health: 'unhealthy' }, /unhealthy/],
])('a container that is %s', (_what, change, wrong) => {
  const found = fault({ restartCount: 0, exitCode: 0, health: null, state: 'running', ...change } as Container);
  if (wrong) expect(found).toMatch(wrong);
  else expect(found).toBeNull();
});
