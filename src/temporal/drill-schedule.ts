import type { Client } from '@temporalio/client';
import type { DrillConfig } from '../fleet/file/drill/types';
import { HOUR } from '../lib/time';
import { taskQueue } from '../protocol/names';
import { ensureSchedule, only, type WantedSchedule } from './ensure-schedule';

export const drillScheduleId = 'roost-nightly-drill';

export const rehearsalScheduleId = 'roost-quarterly-rehearsal';

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

/** Sets the Schedule; where nothing can be rehearsed deletes it. An operator's pause stays. */
export async function ensureRehearsalSchedule(
  client: Client,
  drill: Times | undefined,
  timeZone: string,
): Promise<void> {
  await ensureSchedule(client, rehearsalScheduleId, drill ? rehearsalOf(drill, timeZone) : null);
}

/** In the middle of the first month: behind the holidays of the turn of the year. */
const rehearsalOf = ({ at, limit }: Times, timezone: string): WantedSchedule => ({
  spec: {
    calendars: [
      {
        hour: only(at.hour),
        minute: only(at.minute),
        dayOfMonth: only(15),
        month: [{ start: 'JANUARY', end: 'OCTOBER', step: 3 }],
        comment: 'the rehearsal of the quarter',
      },
    ],
    intervals: [],
    skip: [],
    timezone,
  },
  action: {
    type: 'startWorkflow',
    workflowType: 'rehearsals',
    workflowId: 'quarterly-rehearsal',
    taskQueue,
    args: [{ by: 'schedule' }],
    staticSummary: 'rehearses the fires that the fleet file has the needs of',
    workflowExecutionTimeout: Math.max(23 * HOUR, 2 * limit),
  },
  policies: { overlap: 'SKIP', catchupWindow: 24 * HOUR },
});
