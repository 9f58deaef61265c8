import { setTimeout as sleep } from 'node:timers/promises';
import { sendNotification } from '../../activities/announce';
import { nightlyScheduleId } from '../../temporal/nightly-schedule';
import { scheduleState } from '../../temporal/schedule-state';
import type { RealDeps } from '../deps';
import type { Logger } from '../log';
import { diskOf, type WatchParts } from './look';

const pause = 5 * 60_000;
/** What one question to Temporal may take: it is what may be away. */
const patience = 10_000;

/** Looks at the start and every 5 minutes until `signal`. */
export async function keepWatching(look: () => Promise<void>, log: Logger, signal: AbortSignal, every = pause): Promise<void> {
  while (!signal.aborted) {
    await look().catch((error: unknown) => log.warn({ reason: (error as Error).message }, 'The backups could not be looked at; it is tried again'));
    await sleep(every, undefined, { signal }).catch(() => {});
  }
}

export function watchParts(deps: RealDeps, file: string): WatchParts {
  const { client } = deps.temporal;
  const soon = <T>(ask: () => Promise<T>): Promise<T> => client.withDeadline(Date.now() + patience, ask);
  return {
    fleet: () => deps.lastFleet(),
    schedule: () => soon(() => scheduleState(client, nightlyScheduleId)),
    disk: diskOf,
    tell: tellBy({ ...deps, notify: (...args) => soon(() => deps.notify(...args)) }),
    record: (entry) => deps.audit.record(entry),
    file,
    now: () => new Date(),
    log: deps.log,
  };
}

/** By a run of its own, as all messages are told; where Temporal is away, straight from here: that is when alerts matter most. */
export const tellBy =
  (deps: Pick<RealDeps, 'notify' | 'send' | 'lastFleet' | 'log'>): WatchParts['tell'] =>
  async (id, target, event) => {
    try {
      await deps.notify(id, target, event);
    } catch (error) {
      deps.log.warn({ target, reason: (error as Error).message }, 'Temporal did not take a message; it is sent from here');
      await sendNotification(deps, target, event);
    }
  };
