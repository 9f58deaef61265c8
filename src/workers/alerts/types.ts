import type { AuditEntry } from '../../audit';
import type { Heard } from '../../backup';
import type { Fleet } from '../../fleet/file/types';
import type { Logger } from '../../lib/log';
import type { RunEvent } from '../../protocol/notification';
import type { ScheduleState } from '../../protocol/schedule';

export interface WatchParts {
  /** The fleet file, the last good one where it has become invalid. */
  fleet(): Promise<Fleet>;
  /** Of the nights; null: it does not exist. Throws where Temporal does not answer. */
  schedule(): Promise<ScheduleState | null>;
  /** Of the file system on which the path lies. */
  disk(path: string): Promise<{ free: number; total: number }>;
  /** Tells a target, once for each id; asked again as long as it is `under way`, which `before` then says. Throws where it could not. */
  tell(id: string, target: string, event: RunEvent, before?: 'under way'): Promise<Heard[string]>;
  /** One line of the audit; a second one with the same `runId` is none. */
  record(entry: AuditEntry): unknown;
  /** Where the watcher keeps what it knows. */
  file: string;
  now(): Date;
  log: Logger;
}
