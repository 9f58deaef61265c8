/** The backup folder of the control host: staging, status.json, backup.log and its alerts. */
export { ageOf, backedUp, evaluate, limitOf, spareOf, type Memory, type Observation } from './alerts';
export { amountIn, amountOf, amountsOf } from './amounts';
export { takenBy } from './taken';
export { spareFor, StagingRoom } from './room';
export { stopPrevious, isOwnedByOtherWorker, recordChild } from './child-process';
export { fallenIn, fallenText } from './shrinkage';
export { logLine } from './log';
export {
  MANIFEST,
  manifestSchema,
  parseManifest,
  type ManifestSource,
  type ManifestSourceOf,
  type SnapshotManifest,
} from './manifest';
export { backupPaths, controlFiles, type BackupPaths } from './paths';
export { isOpen, readWatch, writeWatch, type Deliveries, type KnownAlert, type Watch } from './watch-file';
export { backupView, type AppView, type DrillView, type BackupView } from './view';
export { changeStatus, readStatus, seeStatus } from './status';
export type * from './types';
