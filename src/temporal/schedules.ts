/** The Schedules that roost keeps, by the names that operators use. */
import { ScheduleNotFoundError, type Client } from '@temporalio/client';
import type { Fleet } from '../fleet/config/types';
import { ensureHeadsSchedule, headsScheduleId } from './heads-schedule';
import { ensureNightlySchedule, nightlyScheduleId } from './nightly-schedule';

export const scheduleIds = { 'nightly-backup': nightlyScheduleId, heads: headsScheduleId } as const;

export type ScheduleName = keyof typeof scheduleIds;

export interface ScheduleState {
  name: ScheduleName;
  paused: boolean;
  /** Who paused it and why. */
  note: string | null;
  /** ISO 8601; null: none comes, none was. */
  next: string | null;
  last: string | null;
}

/** Null: the fleet has none of that name. */
export async function describeSchedule(client: Client, name: ScheduleName): Promise<ScheduleState | null> {
  try {
    const { state, info } = await client.schedule.getHandle(scheduleIds[name]).describe();
    return {
      name,
      paused: state.paused,
      note: state.note ?? null,
      next: state.paused ? null : (info.nextActionTimes[0]?.toISOString() ?? null),
      last: info.recentActions.at(-1)?.takenAt.toISOString() ?? null,
    };
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return null;
    throw error;
  }
}

/** As the fleet file wants them; an operator's pause stays. */
export async function applySchedules(client: Client, { backup, timeZone, push }: Fleet): Promise<void> {
  await ensureNightlySchedule(client, backup, timeZone);
  await ensureHeadsSchedule(client, push.heads);
}
