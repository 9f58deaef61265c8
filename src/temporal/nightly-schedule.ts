import type { Client } from '@temporalio/client';
import type { BackupConfig } from '../fleet/file/backup/types';
import { HOUR } from '../lib/time';
import { nightTimeoutOf } from '../plan/backup/night-limits';
import { taskQueue } from '../protocol/names';
import { ensureSchedule, only, type WantedSchedule } from './ensure-schedule';

export const nightlyScheduleId = 'roost-nightly-backup';

/** Sets the Schedule; without a backup in the fleet file deletes it. An operator's pause stays. */
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
    // A run that never ends would prevent the next one.
    workflowExecutionTimeout: nightTimeoutOf({ night }),
  },
  // A run that was missed while Temporal was down is caught up in the same night; two never run at once.
  policies: { overlap: 'SKIP', catchupWindow: 6 * HOUR },
});
