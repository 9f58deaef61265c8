import { planBackup } from '../../../src/plan/backup/backup';
import type { BackupFacts, Room } from '../../../src/plan/backup/facts';
import type { Step } from '../../../src/protocol/steps/step';
import { backupFacts } from './backup-facts';

export const plan = (change: Partial<BackupFacts> = {}, operation = '0123456789') =>
  planBackup(backupFacts(change), operation, 1_800_000);
export const sources = (change?: Partial<BackupFacts>) => plan(change).backup.sources;
export const argsOf = (steps: Step[], id: string) => steps.find((step) => step.id === id)?.call.args;
export const room = (change: Partial<Room>): Room => ({ ...backupFacts().room, ...change });
export const script = { command: 'scripts/backup.sh', output: 'backup' };
