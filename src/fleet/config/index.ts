export * from './types';
export { parseFleet, type FleetSource } from './parse';
export { fleetJsonSchema, fleetJsonSchemaText } from './json-schema';
export { toHostTarget } from './target';
export { appOf, backupOf, hostOf } from './lookup';
export { parseDuration } from './duration';
