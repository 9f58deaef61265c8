/** Names of runs that clients and workflows share. */

/** Two backups of an app would pull into the same staging: Temporal lets only one run have this id. */
export const backupId = (app: string): string => `backup-${app}`;
