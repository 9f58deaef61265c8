import { join } from 'node:path';
import { isAlive } from '../../src/lib/process';
import { startBackground, stopBackground, type Background } from '../../src/services/background';
import { dropEnv, freshEnv } from './support/state';
import { until } from './support/worker';

const env = freshEnv();
const folder = env.XDG_STATE_HOME as string;
afterAll(() => dropEnv(env));

test('a process that dies while it is looked at is not taken for one that works', async () => {
  const sleeper: Background = {
    name: 'sleeper',
    pidFile: join(folder, 'sleeper.json'),
    logFile: join(folder, 'sleeper.log'),
    args: ['-e', 'setTimeout(() => {}, 60_000)'],
    env: process.env,
    origin: { code: '1', fleet: '', temporal: '' },
    drain: 1_000,
    untilReady: async () => {},
    log: () => {},
  };
  const first = await startBackground(sleeper);
  // As Temporal does, who lists a dead worker for a while.
  const untilReady: Background['untilReady'] = async (identity) => {
    if (identity.pid !== first.pid) return;
    process.kill(identity.pid, 'SIGKILL');
    await until(() => !isAlive(identity));
  };
  const second = await startBackground({ ...sleeper, untilReady });
  expect(second).toEqual({ pid: expect.any(Number), isNew: true });
  expect(second.pid).not.toBe(first.pid);
  expect(await stopBackground(sleeper.pidFile, 1_000)).toBe(true);
});
