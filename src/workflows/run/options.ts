import type { ActivityOptions } from '@temporalio/workflow';
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

const brief: ActivityOptions = {
  ...common,
  startToCloseTimeout: 5 * minutes,
  scheduleToCloseTimeout: 20 * minutes,
};

/** A receiver may be away for a night; what it has not heard in a day is no news. */
const notifying: ActivityOptions = {
  startToCloseTimeout: 1 * minutes,
  scheduleToCloseTimeout: 24 * hours,
  retry: { initialInterval: 2 * seconds, backoffCoefficient: 2, maximumInterval: 10 * minutes },
};

const longOnes = ['backupControl', 'forgetSnapshots', 'checkRepository', 'copyRepository'];

/** Of the activities outside a plan's steps. */
export function optionsFor(name: string, title: string): ActivityOptions {
  const summary = summaryOf(title);
  // How long to wait for the lock is the fleet's setting: the activity ends with LockWaitTimeout. This bound is beyond it.
  if (name === 'acquireLock') return { ...brief, summary, scheduleToCloseTimeout: 7 * 24 * hours };
  // Left held it harms nobody, since the run that held it is closed; a run that seems not to end does.
  if (name === 'releaseLock') return { ...brief, summary, scheduleToCloseTimeout: 5 * minutes };
  // Whoever pushed can wait; the run's end should not.
  if (name === 'writeStatus')
    return { ...brief, summary, startToCloseTimeout: 20 * seconds, scheduleToCloseTimeout: 30 * seconds };
  // The run's end waits for it: a few tries, then the audit's own look at Temporal makes it good.
  if (name === 'reportRun')
    return { ...brief, summary, startToCloseTimeout: 10 * seconds, scheduleToCloseTimeout: 30 * seconds };
  // Hours, for a large repository; a restic that is lost with its worker is begun anew.
  if (longOnes.includes(name))
    return { ...common, summary, startToCloseTimeout: 6 * hours, scheduleToCloseTimeout: 8 * hours };
  // It asks how large the data are, which takes long where they are many small files on a cold disk.
  if (name === 'planBackup')
    return { ...common, summary, startToCloseTimeout: 30 * minutes, scheduleToCloseTimeout: 90 * minutes };
  // The night itself does not wait for who watches over it.
  if (name === 'pingNight')
    return { ...brief, summary, startToCloseTimeout: 20 * seconds, scheduleToCloseTimeout: 1 * minutes };
  if (name === 'sendNotification') return { ...brief, summary, ...notifying };
  return { ...brief, summary };
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
