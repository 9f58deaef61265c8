import { type Client, ScheduleNotFoundError } from '@temporalio/client';
import type { ScheduleState } from '../protocol/schedule';

/** Null: it does not exist. Throws if Temporal does not answer. */
export async function scheduleState(client: Client, id: string): Promise<ScheduleState | null> {
  try {
    const { state, info } = await client.schedule.getHandle(id).describe();
    return {
      paused: state.paused,
      note: state.note || null,
      next: info.nextActionTimes[0]?.toISOString() ?? null,
      last: latest(info.recentActions.map(({ takenAt }) => takenAt)),
    };
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return null;
    throw error;
  }
}

const latest = (times: Date[]): string | null =>
  times.length === 0 ? null : new Date(Math.max(...times.map((time) => time.getTime()))).toISOString();
