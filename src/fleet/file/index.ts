export type * from './types';
export type * from './app/types';
export type * from './backup/types';
export type * from './cloudflare/types';
export type * from './drill/types';
export type * from './host/types';
export type * from './notify/types';
export type * from './problems/types';
export type * from './provision/types';
export type * from './push/types';
export type * from './values/types';
export { parseFleet, type FleetSource } from './parse';
export { fleetJsonSchema, fleetJsonSchemaText } from './json-schema';
export {
  drillHostOf,
  drillOf,
  fleetDrill,
  isDrilled,
  isRehearsed,
  liveOn,
  type AppDrillConfig,
} from './drill/of-app';
export { toHostTarget } from './values/target';
export {
  isOfTheNight,
  longestGapOf,
  ownTimesOf,
  retentionOf,
  staleOf,
  timesOfTheNight,
} from './backup/own-times';
export { appOf, backupOf, hostOf, isBackedUp, requireInService } from './lookup';
export { movedFleet } from './moved';
export { plannedFleet, readPlanned, type PlannedFleet } from './planned';
export { parseDuration } from './values/duration';
