/** The Schedules, for the command line. */
import { RoostError } from '../errors';
import type { Fleet } from '../fleet/file';
import type { Temporal } from './connect';
import {
  applySchedules,
  namedSchedule,
  scheduleIdOf,
  scheduleIds,
  scheduleNamesIn,
  type ScheduleName,
  type NamedSchedule,
} from './schedules';

export type { ScheduleName, NamedSchedule };

export interface Schedules {
  list(): Promise<NamedSchedule[]>;
  apply(fleet: Fleet): Promise<void>;
  /** Errors of each: `UnknownSchedule`. */
  pause(name: ScheduleName, note: string): Promise<void>;
  resume(name: ScheduleName, note: string): Promise<void>;
  trigger(name: ScheduleName): Promise<void>;
}

/** Without those of apps. */
export const scheduleNames = Object.keys(scheduleIds) as (keyof typeof scheduleIds)[];

export function temporalSchedules({ client }: Temporal): Schedules {
  const handleOf = async (name: ScheduleName) => {
    if (!(await namedSchedule(client, name)))
      throw new RoostError('UnknownSchedule', `Temporal has no schedule ${name}.`, { schedule: name });
    return client.schedule.getHandle(scheduleIdOf(name));
  };
  return {
    list: async () =>
      (await Promise.all((await scheduleNamesIn(client)).map((name) => namedSchedule(client, name)))).filter(
        (one) => one !== null,
      ),
    apply: (fleet) => applySchedules(client, fleet),
    pause: async (name, note) => (await handleOf(name)).pause(note),
    resume: async (name, note) => (await handleOf(name)).unpause(note),
    trigger: async (name) => (await handleOf(name)).trigger('SKIP'),
  };
}
