/** Creates, updates or deletes one Schedule as the fleet file requires. */
import {
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  type Client,
  type ScheduleOptions,
} from '@temporalio/client';

/** In the form in which the server returns it: complete ranges, durations in ms. */
export type WantedSchedule = Pick<ScheduleOptions, 'spec' | 'action' | 'policies' | 'state'>;

/** Null deletes it. An operator's pause stays. Returns whether it existed before. */
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
  // After an update Temporal does not catch up missed runs, so a start of the worker must not update
  // needlessly.
  if (isThere && !holds(await handle.describe(), { spec, action, policies }))
    await handle.update((before) => ({
      ...before,
      spec,
      action,
      policies: { ...before.policies, ...policies },
    }));
  return isThere;
}

/** A range with one value, a minute or an hour. */
export const only = (value: number) => [{ start: value, end: value, step: 1 }];

function expecting<T>(kind: abstract new (...args: never[]) => Error, answer: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof kind) return answer;
    throw error;
  };
}

/** Whether `found` has every wanted field. The server adds fields of its own. */
function holds(found: unknown, wanted: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return Object.is(found, wanted);
  if (typeof found !== 'object' || found === null) return false;
  if (Array.isArray(wanted) && (!Array.isArray(found) || found.length !== wanted.length)) return false;
  return Object.entries(wanted).every(([key, value]) => holds(found[key as keyof typeof found], value));
}
