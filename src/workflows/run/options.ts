import type { ActivityOptions } from '@temporalio/workflow';
import type { ActivityName } from '../../protocol/activities';
import type { Call } from '../../protocol/step';
import type { Job } from '../engine/types';

const seconds = 1_000;
const minutes = 60 * seconds;
const hours = 60 * minutes;

/** The server refuses summaries beyond 400 bytes, and fails the task with them. */
export const summaryOf = (title: string): string => (title.length <= 100 ? title : `${title.slice(0, 99)}…`);

/**
 * Retries are bounded by time, never by count: a restart of the worker costs
 * an attempt. An activity that fails for good says so itself.
 */
const common: ActivityOptions = {
  heartbeatTimeout: 10 * seconds,
  retry: {
    initialInterval: 0.5 * seconds,
    backoffCoefficient: 2,
    maximumInterval: 10 * seconds,
    // The engine's own business, see Lock.
    nonRetryableErrorTypes: ['LockLost'],
  },
  // An undo must not begin beside a job that is still ending.
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
};

/** ms: of one attempt, and of all of them. */
type Timeouts = Pick<ActivityOptions, 'retry'> & {
  startToCloseTimeout: number;
  scheduleToCloseTimeout: number;
};

const brief: Timeouts = { startToCloseTimeout: 5 * minutes, scheduleToCloseTimeout: 20 * minutes };

/** Hours, for a large repository; a restic that is lost with its worker is started again. */
const maintenance: Timeouts = { startToCloseTimeout: 6 * hours, scheduleToCloseTimeout: 8 * hours };

/** Of the activities outside a plan's steps. */
const timeouts: Record<ActivityName, Timeouts> = {
  // How long to wait for the lock is the fleet's setting: the activity ends with LockWaitTimeout. This bound is beyond it.
  acquireLock: { ...brief, scheduleToCloseTimeout: 7 * 24 * hours },
  // A lock of a closed run does no harm; a run that does not end does.
  releaseLock: { ...brief, scheduleToCloseTimeout: 5 * minutes },
  planDeploy: brief,
  planRollback: brief,
  // It measures the data, which takes long where they are many small files on a cold disk.
  planBackup: { startToCloseTimeout: 30 * minutes, scheduleToCloseTimeout: 90 * minutes },
  planHostFacts: brief,
  listReleases: brief,
  compareHeads: brief,
  // The end of the run waits for it.
  writeStatus: { startToCloseTimeout: 20 * seconds, scheduleToCloseTimeout: 30 * seconds },
  planNight: brief,
  backupControl: maintenance,
  forgetSnapshots: maintenance,
  checkRepository: maintenance,
  copyRepository: maintenance,
  proveSnapshots: brief,
  recordNight: brief,
  // The end of the run waits for it: a few tries, then the worker's sweep adds what is missing.
  reportRun: { startToCloseTimeout: 10 * seconds, scheduleToCloseTimeout: 30 * seconds },
  // A receiver may be away for a night; after a day the message is out of date.
  sendNotification: {
    startToCloseTimeout: 1 * minutes,
    scheduleToCloseTimeout: 24 * hours,
    retry: { initialInterval: 2 * seconds, backoffCoefficient: 2, maximumInterval: 10 * minutes },
  },
  // The night does not wait for its watcher.
  pingNight: { startToCloseTimeout: 20 * seconds, scheduleToCloseTimeout: 1 * minutes },
};

/** `limit`: ms for all attempts, instead of the table's. */
export function optionsFor(name: ActivityName, title: string, limit?: number): ActivityOptions {
  const known = timeouts[name];
  const scheduleToCloseTimeout = limit ?? known.scheduleToCloseTimeout;
  return { ...common, ...known, scheduleToCloseTimeout, summary: summaryOf(title) };
}

export function optionsOf({ title, call, retry, limit }: Job): ActivityOptions {
  const summary = summaryOf(title);
  if (retry === 'long') {
    const once = limit ? limit * seconds : 2 * hours;
    return { ...common, summary, startToCloseTimeout: once, scheduleToCloseTimeout: 2 * once };
  }
  const once = (limit ? limit * seconds : 5 * minutes) + waitOf(call);
  return { ...common, summary, startToCloseTimeout: once, scheduleToCloseTimeout: once + 15 * minutes };
}

/** ms that a call waits by itself; its timeouts lie behind that. */
function waitOf({ args }: Call): number {
  if ('probe' in args) return args.probe.wait;
  if ('settle' in args) return args.settle;
  if ('drain' in args) return args.drain;
  return 0;
}
