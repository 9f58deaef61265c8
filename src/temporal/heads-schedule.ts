import type { Client } from '@temporalio/client';
import { MINUTE } from '../lib/time';
import { taskQueue } from '../protocol/names';
import { ensureSchedule, type WantedSchedule } from './ensure-schedule';

export const headsScheduleId = 'roost-heads';

/**
 * Sets the Schedule, and compares once now. `every`: ms; null deletes the Schedule. An operator's pause
 * stays.
 */
export async function ensureHeadsSchedule(client: Client, every: number | null): Promise<void> {
  const wasThere = await ensureSchedule(client, headsScheduleId, every === null ? null : wantedOf(every));
  if (every === null || !wasThere) return;
  const handle = client.schedule.getHandle(headsScheduleId);
  if (!(await handle.describe()).state.paused) await handle.trigger('SKIP');
}

const wantedOf = (every: number): WantedSchedule => ({
  spec: { calendars: [], intervals: [{ every }], skip: [] },
  action: {
    type: 'startWorkflow',
    workflowType: 'compareHeads',
    workflowId: 'compare-heads',
    taskQueue,
    args: [],
    staticSummary: 'compares the heads of the branches with the serving commits',
  },
  // The next comparison replaces a missed one.
  policies: { overlap: 'SKIP', catchupWindow: MINUTE },
  state: { triggerImmediately: true },
});
