/** Keeps one Schedule as the fleet file wants it. */
import {
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  type Client,
  type ScheduleOptions,
} from '@temporalio/client';

/** In the form in which the server tells it: whole ranges, durations in ms. */
export type WantedSchedule = Pick<ScheduleOptions, 'spec' | 'action' | 'policies' | 'state'>;

/** Null takes it away. An operator's pause stays. Returns whether it was there before. */
export async function ensureSchedule(
  client: Client,
  scheduleId: string,
  wanted: WantedSchedule | null,
): Promise<boolean> {
  const handle = client.schedule.getHandle(scheduleId);
  if (!wanted) return handle.delete().then(() => true, expecting(ScheduleNotFoundError, false));
  const isThere = await client.schedule
    .create({ scheduleId, ...wanted })
    .then(() => false, expecting(ScheduleAlreadyRunning, true));
  const { spec, action, policies } = wanted;
  // Temporal makes nothing good that was due before an update: none at each start of a worker, which starts with Temporal.
  if (isThere && !holds(await handle.describe(), { spec, action, policies }))
    await handle.update((before) => ({
      ...before,
      spec,
      action,
      policies: { ...before.policies, ...policies },
    }));
  return isThere;
}

/** At this one: of minutes or hours. */
export const only = (value: number) => [{ start: value, end: value, step: 1 }];

function expecting<T>(kind: abstract new (...args: never[]) => Error, answer: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof kind) return answer;
    throw error;
  };
}

/** Whether all that is wanted is there, whatever the server has added to it. */
function holds(found: unknown, wanted: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return Object.is(found, wanted);
  if (typeof found !== 'object' || found === null) return false;
  if (Array.isArray(wanted) && (!Array.isArray(found) || found.length !== wanted.length)) return false;
  return Object.entries(wanted).every(([key, value]) => holds(found[key as keyof typeof found], value));
}
