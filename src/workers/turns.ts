/** Which activities wait for their turn, so that those that an app is down for never wait for a slot. */
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import type { ActivityName } from '../protocol/activities';
import type { StepKind } from '../protocol/steps/step';

export interface Bounds {
  /** Activities at once. */
  slots: number;
  /** Builds at once: on one host, and in all. */
  builds: { perHost: number; all: number };
  /** Of the slots, those for what may take hours while its app serves; the others are for the rest. */
  patient: number;
}

export const bounds: Bounds = { slots: 200, builds: { perHost: 2, all: 8 }, patient: 100 };

/** ms after which one that had no turn asks again; a little apart from one another. */
const AGAIN = 1_000;

/** What waits for others, or moves much data, while its app serves. */
const patient = new Set<string>([
  'acquireLock',
  'deploySecret',
  'takeCopy',
  'pullCopies',
  'snapshotCopies',
  'backupControl',
  'forgetSnapshots',
  'checkRepository',
  'copyRepository',
] satisfies (ActivityName | StepKind)[]);

/**
 * A waiting activity holds no slot: it fails, and is retried. What it
 * waits does not count as the time of its tries.
 */
export function takeTurns({ builds, patient: most }: Bounds = bounds): ActivityInterceptorsFactory {
  const building = new Map<string, number>();
  let [allBuilds, waiting] = [0, 0];
  const hostOf = (args: unknown[]): string =>
    (args[1] as { scope?: { host?: string } } | undefined)?.scope?.host ?? '';
  return ({ info }) => ({
    inbound: {
      async execute(input, next) {
        if (info.activityType === 'buildImages') {
          const host = hostOf(input.args);
          const here = building.get(host) ?? 0;
          if (here >= builds.perHost) throw later(`${here} builds run on ${host}`);
          if (allBuilds >= builds.all) throw later(`${allBuilds} builds run`);
          allBuilds += 1;
          building.set(host, here + 1);
          return next(input).finally(() => {
            allBuilds -= 1;
            building.set(host, building.get(host)! - 1);
          });
        }
        if (!patient.has(info.activityType) || isDown(input.args)) return next(input);
        if (waiting >= most) throw later(`${waiting} activities wait or move data`);
        waiting += 1;
        return next(input).finally(() => (waiting -= 1));
      },
    },
  });
}

/** Copies for which the app is stopped. */
const isDown = (args: unknown[]): boolean => (args[0] as { down?: unknown } | undefined)?.down === true;

const later = (why: string): ApplicationFailure =>
  ApplicationFailure.create({
    message: `It waits for its turn: ${why}.`,
    type: 'WaitsForTurn',
    nextRetryDelay: AGAIN * (0.5 + Math.random()),
    category: ApplicationFailureCategory.BENIGN,
  });
