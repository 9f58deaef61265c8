import type { BackupInput } from './schema-backup';
import type { BackupConfig } from './types';

export const resolveBackup = ({ repository: { url, password, env = {} } }: BackupInput): BackupConfig => ({ repository: { url, password, env } });
