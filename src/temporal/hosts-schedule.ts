import type { Client } from '@temporalio/client';
import { DAY, HOUR } from '../lib/time';
import { taskQueue } from '../protocol/names';
import { ensureSchedule, only, type WantedSchedule } from './ensure-schedule';

export const hostsScheduleId = 'roost-hosts';

/** Sets the Schedule. An operator's pause stays. */
export async function ensureHostsSchedule(client: Client, timeZone: string): Promise<void> {
  await ensureSchedule(client, hostsScheduleId, wantedOf(timeZone));
}

/** Before the working week, when somebody reads what it says. */
const wantedOf = (timezone: string): WantedSchedule => ({
  spec: {
    calendars: [
      {
        hour: only(6),
        minute: only(0),
        dayOfWeek: [{ start: 'MONDAY', end: 'MONDAY', step: 1 }],
        comment: 'the weekly look at the hosts',
      },
    ],
    intervals: [],
    skip: [],
    timezone,
  },
  action: {
    type: 'startWorkflow',
    workflowType: 'compareHosts',
    workflowId: 'compare-hosts',
    taskQueue,
    args: [],
    staticSummary: 'compares hosts with the fleet file',
    workflowExecutionTimeout: 3 * HOUR,
  },
  policies: { overlap: 'SKIP', catchupWindow: DAY },
});
