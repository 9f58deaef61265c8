/** The Schedules of roost, by their names for operators. */
import type { Client } from '@temporalio/client';
import type { Fleet } from '../fleet/file/types';
import type { ScheduleState } from '../protocol/schedule';
import { drillScheduleId, ensureDrillSchedule } from './drill-schedule';
import { ensureHeadsSchedule, headsScheduleId } from './heads-schedule';
import { ensureHostsSchedule, hostsScheduleId } from './hosts-schedule';
import { ensureNightlySchedule, nightlyScheduleId } from './nightly-schedule';
import { scheduleState } from './schedule-state';

export const scheduleIds = {
  'nightly-backup': nightlyScheduleId,
  'nightly-drill': drillScheduleId,
  heads: headsScheduleId,
  hosts: hostsScheduleId,
} as const;

export type ScheduleName = keyof typeof scheduleIds;

export interface NamedSchedule extends ScheduleState {
  name: ScheduleName;
}

/** Null: it does not exist. */
export async function namedSchedule(client: Client, name: ScheduleName): Promise<NamedSchedule | null> {
  const state = await scheduleState(client, scheduleIds[name]);
  return state && { name, ...state };
}

/** Sets all Schedules as the fleet file requires. An operator's pause stays. */
export async function applySchedules(client: Client, { backup, timeZone, push }: Fleet): Promise<void> {
  await ensureNightlySchedule(client, backup, timeZone);
  await ensureDrillSchedule(client, backup?.drill, timeZone);
  await ensureHeadsSchedule(client, push.heads);
  await ensureHostsSchedule(client, timeZone);
}
