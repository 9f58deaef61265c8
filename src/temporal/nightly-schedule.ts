import { ScheduleAlreadyRunning, ScheduleNotFoundError, type Client, type ScheduleOptions } from '@temporalio/client';
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
    await handle.update((before) => ({ ...before, spec: wanted.spec, action: wanted.action, policies: { ...before.policies, ...wanted.policies } }));
  }
}

const optionsOf = ({ at, night }: Pick<BackupConfig, 'at' | 'night'>, timezone: string) =>
  ({
    scheduleId: nightlyScheduleId,
    spec: { calendars: [{ hour: at.hour, minute: at.minute, comment: 'the nightly backup' }], timezone },
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
    policies: { overlap: 'SKIP', catchupWindow: '6h' },
  }) satisfies ScheduleOptions;
