import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { sendNotification } from '../../activities/reports/run-end';
import { readLooks } from '../../drift';
import type { Logger } from '../../lib/log';
import { MINUTE, SECOND } from '../../lib/time';
import { nightlyScheduleId } from '../../temporal/nightly-schedule';
import { scheduleState } from '../../temporal/schedule-state';
import type { RealDeps } from '../deps';
import { diskOf } from './evaluate';
import type { WatchParts } from './types';

const pause = 5 * MINUTE;
/** ms that one request to Temporal may take, since Temporal may be down. */
const patience = 10 * SECOND;

/** Runs `check` at the start and every 5 minutes until `signal`. */
export async function keepWatching(
  check: () => Promise<void>,
  log: Logger,
  signal: AbortSignal,
  every = pause,
): Promise<void> {
  while (!signal.aborted) {
    await check().catch((error: unknown) =>
      log.warn({ reason: (error as Error).message }, 'The backups could not be checked; it is tried again'),
    );
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
    hosts: () => readLooks(deps.ownFiles.drift),
    deliver: deliverBy({
      ...deps,
      notify: (...args) => soon(() => deps.notify(...args)),
      fate: (id) => soon(() => fateOf(client, id)),
    }),
    record: (entry) => deps.audit.record(entry),
    file,
    now: () => new Date(),
    log: deps.log,
  };
}

type Fate = 'none' | 'open' | 'succeeded' | 'failed';

/** The state of a message's run. Throws if Temporal does not answer. */
async function fateOf(client: Client, id: string): Promise<Fate> {
  try {
    const { status } = await client.workflow.getHandle(id).describe();
    if (status.name === 'RUNNING' || status.name === 'PAUSED') return 'open';
    return status.name === 'COMPLETED' ? 'succeeded' : 'failed';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'none';
    throw error;
  }
}

/**
 * Sends a message by a run of its own, as all messages. If Temporal is down,
 * which is when alerts matter most, or if that run has failed, the worker sends
 * the message itself.
 */
export function deliverBy(
  deps: Pick<RealDeps, 'notify' | 'send' | 'lastFleet' | 'log'> & { fate(id: string): Promise<Fate> },
): WatchParts['deliver'] {
  const byRun = async (...[id, target, event, before]: Parameters<WatchParts['deliver']>): Promise<Fate> => {
    try {
      const fate = await deps.fate(id);
      if (fate !== 'none') return fate;
      await deps.notify(id, target, event);
      return 'open';
    } catch (error) {
      deps.log.warn({ target, reason: (error as Error).message }, 'Temporal does not take a message');
      // A run in progress may still send the message, so the worker must not send it too.
      return before ? 'open' : 'failed';
    }
  };
  return async (id, target, event, before) => {
    const fate = await byRun(id, target, event, before);
    if (fate === 'open') return 'under way';
    if (fate === 'failed') await sendNotification(deps, target, event);
    return 'delivered';
  };
}
