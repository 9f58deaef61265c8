export * from './types';
export { checkContract, type ContractInput } from './check';
export { COMPOSE_NAMES, composeFilesIn, contractFiles, type SourceFiles } from './files';
export { healthRemedy, provesItself } from './check-services';
export { contractLine } from './invalid';
export { migrationClass } from './migration';
export { COMPOSE_FOR_ROLLING, hostObstacles } from './rolling';
export { parseAppJson } from './manifest';
export { parseComposeFile, parseComposeFiles, type ComposeSource } from './compose/model';
