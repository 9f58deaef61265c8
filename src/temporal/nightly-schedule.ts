import type { Client } from '@temporalio/client';
import type { BackupConfig } from '../fleet/file/backup/types';
import { HOUR } from '../lib/time';
import { nightTimeoutOf } from '../plan/backup/night-limits';
import { taskQueue } from '../protocol/names';
import { ensureSchedule, only, type WantedSchedule } from './ensure-schedule';

export const nightlyScheduleId = 'roost-nightly-backup';

/** Makes the Schedule as the fleet wants it; without a backup it is taken away. An operator's pause stays. */
export async function ensureNightlySchedule(
  client: Client,
  backup: Pick<BackupConfig, 'at' | 'night'> | undefined,
  timeZone: string,
): Promise<void> {
  await ensureSchedule(client, nightlyScheduleId, backup ? wantedOf(backup, timeZone) : null);
}

const wantedOf = ({ at, night }: Pick<BackupConfig, 'at' | 'night'>, timezone: string): WantedSchedule => ({
  spec: {
    calendars: [{ hour: only(at.hour), minute: only(at.minute), comment: 'the nightly backup' }],
    intervals: [],
    skip: [],
    timezone,
  },
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
});
