/**
 * How long nights and their parts may take beyond what the fleet file
 * says, until they are ended from outside. ms.
 */
import type { BackupConfig } from '../../fleet/file/backup/types';
import { HOUR, MINUTE } from '../../lib/time';

/**
 * For all tries to have an app's lock: waiting ends by itself before, but
 * a host may also be busy, or its Docker down.
 */
export const lockLimitOf = ({ lockWait }: Pick<BackupConfig, 'lockWait'>): number => lockWait + 10 * MINUTE;

/** For what has to end with the night: an undo, or the record of a backup that is made, takes no longer. */
export const NIGHT_GRACE = 30 * MINUTE;

/** After which Temporal itself ends a night, before the next one is due: it has not come to its own end. */
export const nightTimeoutOf = ({ night }: Pick<BackupConfig, 'night'>): number => night + 3 * HOUR;
