/** The backup folder of the control host: staging, status.json, backup.log. */
export { amountOf, amountsOf, shrunk } from './amounts';
export { endFormer, noteChild } from './child';
export { logLine } from './log';
export { backupPaths, type BackupPaths } from './paths';
export { changeStatus, readStatus } from './status';
export type * from './types';
