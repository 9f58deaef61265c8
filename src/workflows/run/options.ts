import type { ActivityOptions } from '@temporalio/workflow';
import type { ActivityName } from '../../protocol/activities';
import { AWAY, triedFor } from '../../protocol/patience';
import type { Call } from '../../protocol/steps/step';
import type { Job } from '../engine/types';

const seconds = 1_000;
const minutes = 60 * seconds;
const hours = 60 * minutes;

/** The server refuses summaries beyond 400 bytes, and fails the task with them. */
export const summaryOf = (title: string): string => (title.length <= 100 ? title : `${title.slice(0, 99)}…`);

const common: ActivityOptions = {
  // Activities beat once a second.
  heartbeatTimeout: 10_000,
  // An undo must not begin beside a job that is still ending.
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
};

const retry = { initialInterval: 0.5 * seconds, backoffCoefficient: 2, maximumInterval: 10 * seconds };

/**
 * ms after which the control host was down: a try that is not begun for so long, a timer that is late by so
 * much.
 */
export const ABSENCE = 2 * minutes;

/** ms: of one attempt, and of all of them. */
interface Timeouts {
  once: number;
  all: number;
}

/**
 * Retries are bounded by time, never by count: a restart of the worker costs
 * an attempt. An activity that fails for good says so itself, and so does one
 * that could have been done for as long as all its tries may take.
 */
const tried = ({ once, all }: Timeouts): ActivityOptions => ({
  ...common,
  startToCloseTimeout: Math.min(once, all),
  scheduleToCloseTimeout: all + AWAY,
  // A lost lock is the engine's own business, see Lock.
  retry: { ...retry, nonRetryableErrorTypes: ['LockLost', triedFor({ limit: all, absence: ABSENCE })] },
});

const brief: Timeouts = { once: 5 * minutes, all: 20 * minutes };

/** Hours, for a large repository; a restic that is lost with its worker is started again. */
const maintenance: Timeouts = { once: 6 * hours, all: 8 * hours };

/** Of the activities outside a plan's steps. */
const timeouts: Record<Exclude<ActivityName, 'sendNotification'>, Timeouts> = {
  // How long to wait for the lock is the fleet's setting: the activity ends
  // with LockWaitTimeout. This bound is beyond it.
  acquireLock: { ...brief, all: 7 * 24 * hours },
  // A lock of a closed run does no harm; a run that does not end does.
  releaseLock: { ...brief, all: 5 * minutes },
  // The first one clones the repository; both check a commit out, and let Docker Compose read it.
  planDeploy: { once: 30 * minutes, all: 90 * minutes },
  planRollback: { once: 30 * minutes, all: 90 * minutes },
  // It measures the data, which takes long where they are many small files on a cold disk.
  planBackup: { once: 30 * minutes, all: 90 * minutes },
  // It lists the whole snapshot, and counts the rows of the database.
  planRestore: { once: 30 * minutes, all: 90 * minutes },
  planRecover: { once: 30 * minutes, all: 90 * minutes },
  planMove: { once: 30 * minutes, all: 90 * minutes },
  planArchive: { once: 30 * minutes, all: 90 * minutes },
  planRestores: { once: 60 * minutes, all: 3 * hours },
  planDrill: { once: 30 * minutes, all: 90 * minutes },
  planDrills: brief,
  // It lists the whole snapshot.
  planRehearse: { once: 30 * minutes, all: 90 * minutes },
  planRehearsals: brief,
  sweepDrills: { once: 30 * minutes, all: 60 * minutes },
  planHostFacts: brief,
  planProvision: brief,
  planPatch: brief,
  planCloudflareApply: brief,
  planCloudflareAdopt: brief,
  reviewAccess: brief,
  planCloudflareRotate: brief,
  // It fetches the repositories, one after the other.
  planRotate: { once: 30 * minutes, all: 90 * minutes },
  // All hosts, some at once; one that hangs is given up after two minutes.
  compareHosts: { once: 60 * minutes, all: 2 * hours },
  listReleases: brief,
  compareHeads: brief,
  // The end of the run waits for it.
  writeStatus: { once: 20 * seconds, all: 30 * seconds },
  planNight: brief,
  backupControl: maintenance,
  forgetSnapshots: maintenance,
  checkRepository: maintenance,
  copyRepository: maintenance,
  proveSnapshots: brief,
  recordNight: brief,
  // The end of the run waits for it: a few tries, then the worker's sweep adds what is missing.
  reportRun: { once: 10 * seconds, all: 30 * seconds },
  // The night does not wait for its watcher.
  pingNight: { once: 20 * seconds, all: 1 * minutes },
};

/** A receiver may be away for a night; after a day the message is out of date, whichever side was away. */
const message: ActivityOptions = {
  ...common,
  startToCloseTimeout: 1 * minutes,
  scheduleToCloseTimeout: 24 * hours,
  retry: { initialInterval: 2 * seconds, backoffCoefficient: 2, maximumInterval: 10 * minutes },
};

/** `limit`: ms for all attempts, instead of the table's. */
export function optionsFor(name: ActivityName, title: string, limit?: number): ActivityOptions {
  const summary = summaryOf(title);
  if (name === 'sendNotification') return { ...message, summary };
  const { once, all } = timeouts[name];
  return { ...tried({ once, all: limit ?? all }), summary };
}

export function optionsOf({ title, call, retry: retried, limit, tries }: Job): ActivityOptions {
  const summary = summaryOf(title);
  if (retried === 'long') {
    const once = limit ? limit * seconds : 2 * hours;
    return { ...tried({ once, all: 2 * once }), summary };
  }
  const once = (limit ? limit * seconds : 5 * minutes) + waitOf(call);
  const all = tries === undefined ? once + 15 * minutes : tries * seconds;
  return { ...tried({ once, all }), summary };
}

/** ms that a call waits by itself; its timeouts are behind that. */
function waitOf({ args }: Call): number {
  if ('probe' in args) return args.probe.wait;
  if ('settle' in args) return args.settle;
  if ('drain' in args) return args.drain;
  return 0;
}
