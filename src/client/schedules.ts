/** What the client asks of Temporal's Schedules. */
import { RoostError } from '../errors';
import type { Fleet } from '../fleet/config';
import type { Temporal } from '../temporal/connect';
import { applySchedules, describeSchedule, scheduleIds, type ScheduleName, type ScheduleState } from '../temporal/schedules';

export type { ScheduleName, ScheduleState };

export interface Schedules {
  list(): Promise<ScheduleState[]>;
  apply(fleet: Fleet): Promise<void>;
  /** Errors of each: `UnknownSchedule`. */
  pause(name: ScheduleName, note: string): Promise<void>;
  resume(name: ScheduleName, note: string): Promise<void>;
  trigger(name: ScheduleName): Promise<void>;
}

export const scheduleNames = Object.keys(scheduleIds) as ScheduleName[];

export function temporalSchedules({ client }: Temporal): Schedules {
  const handleOf = async (name: ScheduleName) => {
    if (!(await describeSchedule(client, name))) throw new RoostError('UnknownSchedule', `Temporal has no schedule ${name}.`, { schedule: name });
    return client.schedule.getHandle(scheduleIds[name]);
  };
  return {
    list: async () => (await Promise.all(scheduleNames.map((name) => describeSchedule(client, name)))).filter((one) => one !== null),
    apply: (fleet) => applySchedules(client, fleet),
    pause: async (name, note) => (await handleOf(name)).pause(note),
    resume: async (name, note) => (await handleOf(name)).unpause(note),
    trigger: async (name) => (await handleOf(name)).trigger('SKIP'),
  };
}
