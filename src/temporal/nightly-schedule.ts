import { ScheduleAlreadyRunning, ScheduleNotFoundError, type Client, type ScheduleDescription, type ScheduleOptions } from '@temporalio/client';
import type { BackupConfig } from '../fleet/config/types';
import { nightTimeoutOf } from '../fleet/plan/night-limits';
import { taskQueue } from './task-queue';

export const nightlyScheduleId = 'roost-nightly-backup';

/** Makes the Schedule as the fleet wants it; without a backup it is taken away. An operator's pause stays. */
export async function ensureNightlySchedule(client: Client, backup: Pick<BackupConfig, 'at' | 'night'> | undefined, timeZone: string): Promise<void> {
  const handle = client.schedule.getHandle(nightlyScheduleId);
  if (!backup) {
    return handle.delete().then(
      () => {},
      (error: unknown) => {
        if (!(error instanceof ScheduleNotFoundError)) throw error;
      },
    );
  }
  const wanted = optionsOf(backup, timeZone);
  try {
    await client.schedule.create(wanted);
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    // Temporal makes no night good that was due before an update: none at each start of a worker, which starts with Temporal.
    if (isAsWanted(await handle.describe(), wanted)) return;
    await handle.update((before) => ({ ...before, spec: wanted.spec, action: wanted.action, policies: { ...before.policies, ...wanted.policies } }));
  }
}

const HOUR = 3_600_000;

const optionsOf = ({ at, night }: Pick<BackupConfig, 'at' | 'night'>, timezone: string) =>
  ({
    scheduleId: nightlyScheduleId,
    spec: { calendars: [{ hour: at.hour, minute: at.minute, comment: 'the nightly backup' }] as const, timezone },
    action: {
      type: 'startWorkflow',
      workflowType: 'nightlyBackup',
      workflowId: 'nightly-backup',
      taskQueue,
      args: [{ by: 'schedule' }],
      staticSummary: 'backs up every app',
      // One that does not come to its own end would keep the next from beginning.
      workflowExecutionTimeout: nightTimeoutOf({ night }),
    },
    // One that was missed while Temporal was away is made good in the same night; two never run side by side.
    policies: { overlap: 'SKIP', catchupWindow: 6 * HOUR },
  }) satisfies ScheduleOptions;

type Wanted = ReturnType<typeof optionsOf>;

function isAsWanted({ spec, action, policies }: ScheduleDescription, wanted: Wanted): boolean {
  const [{ hour, minute, comment }] = wanted.spec.calendars;
  const only = (value: number) => [{ start: value, end: value, step: 1 }];
  const calendars = [{ hour: only(hour), minute: only(minute), comment }];
  return holds(
    { spec, action, policies },
    { spec: { calendars, intervals: [], skip: [], timezone: wanted.spec.timezone }, action: wanted.action, policies: wanted.policies },
  );
}

/** Whether all that is wanted is there, whatever the server has added to it. */
function holds(found: unknown, wanted: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return Object.is(found, wanted);
  if (typeof found !== 'object' || found === null) return false;
  if (Array.isArray(wanted) && (!Array.isArray(found) || found.length !== wanted.length)) return false;
  return Object.entries(wanted).every(([key, value]) => holds(found[key as keyof typeof found], value));
}
