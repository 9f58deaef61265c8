/** restic on the control host: its commands, answers and failures. */
export { resticCache } from './cache';
export { appTag, controlTag, keepTag, operationTag, partialTag } from './commands';
export { openConfigured } from './configured';
export type { BackupRequest, Restic } from './interface';
export { openRestic } from './restic';
export { createTurns, type Turns } from './turns';
export type { BackupProgress, BackupSummary, Repository, Retention, Snapshot, SnapshotNode } from './types';
