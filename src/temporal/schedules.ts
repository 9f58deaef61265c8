/** The Schedules of roost, by their names for operators. */
import type { Client } from '@temporalio/client';
import type { Fleet } from '../fleet/file/types';
import { rehearsedFires } from '../plan/rehearsal/fires';
import type { ScheduleState } from '../protocol/schedule';
import {
  drillScheduleId,
  ensureDrillSchedule,
  ensureRehearsalSchedule,
  rehearsalScheduleId,
} from './drill-schedule';
import { ensureHeadsSchedule, headsScheduleId } from './heads-schedule';
import { ensureHostsSchedule, hostsScheduleId } from './hosts-schedule';
import { ensureNightlySchedule, nightlyScheduleId } from './nightly-schedule';
import { ensureOwnSchedules, ownScheduleId, ownSchedules } from './own-schedules';
import { scheduleState } from './schedule-state';

export const scheduleIds = {
  'nightly-backup': nightlyScheduleId,
  'nightly-drill': drillScheduleId,
  'quarterly-rehearsal': rehearsalScheduleId,
  heads: headsScheduleId,
  hosts: hostsScheduleId,
} as const;

type FixedName = keyof typeof scheduleIds;

/** `backup-APP`: of an app's own times. */
export type ScheduleName = FixedName | `backup-${string}`;

const OWN = 'backup-';

const isFixed = (name: ScheduleName): name is FixedName => Object.hasOwn(scheduleIds, name);

export const scheduleIdOf = (name: ScheduleName): string =>
  isFixed(name) ? scheduleIds[name] : ownScheduleId(name.slice(OWN.length));

/** Those that there can be, and those of apps that Temporal has. */
export async function scheduleNamesIn(client: Client): Promise<ScheduleName[]> {
  const own = await ownSchedules(client);
  return [...(Object.keys(scheduleIds) as FixedName[]), ...own.map((app): ScheduleName => `${OWN}${app}`)];
}

export interface NamedSchedule extends ScheduleState {
  name: ScheduleName;
}

/** Null: it does not exist. */
export async function namedSchedule(client: Client, name: ScheduleName): Promise<NamedSchedule | null> {
  const state = await scheduleState(client, scheduleIdOf(name));
  return state && { name, ...state };
}

/** Sets all Schedules as the fleet file requires. An operator's pause stays. */
export async function applySchedules(client: Client, fleet: Fleet): Promise<void> {
  await applyBackupSchedules(client, fleet);
  await ensureHeadsSchedule(client, fleet.push.heads);
  await ensureHostsSchedule(client, fleet.timeZone);
}

/** Of nights, apps' own times, drills and rehearsals. */
export async function applyBackupSchedules(
  client: Client,
  fleet: Pick<Fleet, 'apps' | 'backup' | 'cloudflare' | 'timeZone'>,
): Promise<void> {
  const { backup, timeZone } = fleet;
  await ensureNightlySchedule(client, backup, timeZone);
  await ensureOwnSchedules(client, fleet);
  await ensureDrillSchedule(client, backup?.drill, timeZone);
  const { fires } = rehearsedFires(fleet);
  await ensureRehearsalSchedule(client, fires.length > 0 ? backup?.drill : undefined, timeZone);
}
