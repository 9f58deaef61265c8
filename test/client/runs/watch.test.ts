import { watch } from '../../../src/client/runs/watch';
import type { RunView, Runs } from '../../../src/temporal/runs/types';

const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

it('leaves no wait behind when the run ends before the next look', async () => {
  const statuses: RunView['status'][] = ['running', 'completed'];
  const runs = {
    describe: () => Promise.resolve({ status: statuses.shift() }),
    ended: () => Promise.resolve(),
  } as unknown as Runs;
  const before = timers();
  const last = await watch(runs, 'deploy-phone', {
    onView: () => {},
    onTrouble: () => {},
    interruption: new AbortController().signal,
    pace: 60_000,
  });
  expect(last?.status).toBe('completed');
  // A timer would keep the command until then.
  expect(timers()).toBe(before);
});
