import { fault, hasFallen, judge } from '../../src/activities/health';
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

const at = (time: string): number => Date.parse(time) / 1000;
const ground = { engine: at('2026-01-01T00:00:30Z'), boot: at('2026-01-01T00:00:00Z') };

it.each<[string, Partial<Container>, RegExp | null]>([
  ['running', { state: 'running', health: 'healthy' }, null],
  ['starting', { state: 'running', health: 'starting' }, null],
  ['restarted', { state: 'running', restartCount: 2 }, /restarted 2 times/],
  ['failed', { state: 'exited', exitCode: 3 }, /ended with code 3/],
  ['a one-shot that is done', { state: 'exited', exitCode: 0 }, null],
  ['ended by the former engine', { state: 'exited', exitCode: 137, startedAt: '2026-01-01T00:00:10Z' }, null],
  ['unhealthy', { state: 'running', health: 'unhealthy' }, /unhealthy/],
])('a container that is %s', (_what, change, wrong) => {
  const found = fault({ restartCount: 0, exitCode: 0, health: null, state: 'running', startedAt: '2026-01-01T00:01:00Z', ...change } as Container, ground);
  if (wrong) expect(found).toMatch(wrong);
  else expect(found).toBeNull();
});

it.each<[string, Partial<Container>, boolean]>([
  ['ended with the former engine', { state: 'exited', startedAt: '2026-01-01T00:00:10Z' }, true],
  ['was started again by the new one', { state: 'running', startedAt: '2026-01-01T00:00:40Z' }, false],
  ['ended under the new one', { state: 'exited', startedAt: '2026-01-01T00:00:40Z' }, false],
  ['never started', { state: 'created', startedAt: null }, false],
])('a container that %s', (_what, container, fallen) => {
  expect(hasFallen(container as Container, ground)).toBe(fallen);
});
