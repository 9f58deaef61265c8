import type { Client } from '@temporalio/client';
import type { DrillConfig } from '../fleet/file/drill/types';
import { HOUR } from '../lib/time';
import { taskQueue } from '../protocol/names';
import { ensureSchedule, only, type WantedSchedule } from './ensure-schedule';

export const drillScheduleId = 'roost-nightly-drill';

type Times = Pick<DrillConfig, 'at' | 'budget' | 'limit'>;

/** Sets the Schedule; without drills in the fleet file deletes it. An operator's pause stays. */
export async function ensureDrillSchedule(
  client: Client,
  drill: Times | undefined,
  timeZone: string,
): Promise<void> {
  await ensureSchedule(client, drillScheduleId, drill ? wantedOf(drill, timeZone) : null);
}

const wantedOf = ({ at, budget, limit }: Times, timezone: string): WantedSchedule => ({
  spec: {
    calendars: [{ hour: only(at.hour), minute: only(at.minute), comment: 'the drills of the day' }],
    intervals: [],
    skip: [],
    timezone,
  },
  action: {
    type: 'startWorkflow',
    workflowType: 'nightlyDrill',
    workflowId: 'nightly-drill',
    taskQueue,
    args: [{ by: 'schedule' }],
    staticSummary: 'proves restores, the oldest proof first',
    // The last drill of the day begins within the budget, and has its own limit.
    workflowExecutionTimeout: Math.min(budget + 2 * limit + HOUR, 23 * HOUR),
  },
  // The next day drills what was missed.
  policies: { overlap: 'SKIP', catchupWindow: HOUR },
});
