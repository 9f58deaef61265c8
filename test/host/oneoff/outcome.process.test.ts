import { execFileSync } from 'node:child_process';
import { whyUnknown } from '../../../src/host/oneoff/outcome';
import { uptimeCommand, parseUptime } from '../../../src/host/uptime';

const at = (second: number) => new Date(second * 1000).toISOString();
const ended = (exitCode: number, began: number, finished: number, state = 'exited') => ({
  state,
  exitCode,
  startedAt: at(began),
  finishedAt: at(finished),
});

test.each([
  ['ended before the engine was started anew', ended(255, 10, 20), { engine: 30, boot: 0 }, null],
  ['ran under the engine that is there now', ended(255, 40, 50), { engine: 30, boot: 0 }, null],
  ['fell with its engine', ended(255, 10, 31), { engine: 30, boot: 0 }, 'the Docker Engine was restarted'],
  [
    'killed as its engine fell',
    ended(137, 10, 30),
    { engine: 30, boot: 0 },
    'the Docker Engine was restarted',
  ],
  [
    'ended by an engine that was stopped',
    ended(143, 10, 28),
    { engine: 30, boot: 0 },
    'the Docker Engine was restarted',
  ],
  ['ended by a signal of somebody else', ended(143, 40, 50), { engine: 30, boot: 0 }, null],
  ['fell with its host', ended(255, 10, 31), { engine: 30, boot: 20 }, 'the host was restarted'],
  ['has an exit code of its own', ended(0, 10, 31), { engine: 30, boot: 20 }, null],
  ['dead', ended(0, 10, 20, 'dead'), { engine: null, boot: null }, 'Docker lost the container'],
  ['nothing known of the engine', ended(255, 10, 31), { engine: null, boot: null }, null],
])('%s', (_title, container, uptime, why) => {
  expect(whyUnknown(container, uptime)).toBe(why);
});

test('the uptime of this machine is read', () => {
  const [program, ...args] = uptimeCommand;
  expect(parseUptime(execFileSync(program!, args).toString()).boot).toBeGreaterThan(1_000_000_000);
  expect(parseUptime('engine=12\nboot=3\n')).toEqual({ engine: 12, boot: 3 });
});
