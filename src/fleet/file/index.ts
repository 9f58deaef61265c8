export * from './types';
export { parseFleet, type FleetSource } from './parse';
export { fleetJsonSchema, fleetJsonSchemaText } from './json-schema';
export { toHostTarget } from './values/target';
export { appOf, backupOf, hostOf } from './lookup';
export { parseDuration } from './values/duration';
