/** The faults of the matrix: each strikes, is over after a while, and all is there again. */
import { dropSsh, killHost, startDocker, startHost, startSsh, stopDocker, stopSsh } from '../faults';
import { sleep } from '../run';
import { cutPower } from './disk';
import type { Lane } from './lane';
import { LONG } from './scaled';
import type { Scenario } from './scenarios/types';
import type { Blow, Fault } from './types';

const blows: Record<Fault, Blow> = {
  // The worker has killed itself, at the very point.
  worker: { strike: (lane) => lane.gone('worker'), lasts: 0, mend: (lane) => lane.up() },
  ssh: {
    async strike({ host }) {
      await stopSsh(host);
      // A connection that was just being made.
      await dropSsh(host);
    },
    lasts: 2_000,
    mend: ({ host }) => startSsh(host),
  },
  temporal: {
    async strike(lane) {
      const pid = lane.pid('server');
      if (pid) process.kill(pid, 'SIGKILL');
      await lane.gone('server');
    },
    lasts: 500,
    mend: (lane) => lane.up(),
  },
  powercut: { strike: ({ host }) => cutPower(host), lasts: 500, mend: ({ host }) => startHost(host) },
  // As if the control host had been off; the run's limits are scaled down (`scaled.ts`).
  long: {
    async strike(lane) {
      await lane.gone('worker');
      await blows.temporal.strike(lane);
    },
    lasts: LONG,
    mend: (lane) => lane.up(),
  },
  docker: { strike: ({ host }) => stopDocker(host), lasts: 500, mend: ({ host }) => startDocker(host) },
  host: { strike: ({ host }) => killHost(host), lasts: 500, mend: ({ host }) => startHost(host) },
};

/** Called when the worker waits at the point (or has died there); returns when everything is back. `own`: instead. */
export async function strike(lane: Lane, fault: Fault, own: Scenario['blows'] = {}): Promise<void> {
  const { strike, lasts, mend } = own[fault] ?? blows[fault];
  await strike(lane);
  lane.control.go();
  await sleep(lasts);
  await mend(lane);
}
