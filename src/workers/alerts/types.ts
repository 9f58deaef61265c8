import type { AuditEntry } from '../../audit';
import type { Deliveries } from '../../backup';
import type { HostLooks } from '../../drift';
import type { Fleet } from '../../fleet/file/types';
import type { Logger } from '../../lib/log';
import type { RunEvent } from '../../protocol/reports/notification';
import type { ScheduleState } from '../../protocol/schedule';

export interface WatchParts {
  /** The fleet file; if it is invalid, the last valid one. */
  fleet(): Promise<Fleet>;
  /** The Schedule of the nights; null: it does not exist. Throws if Temporal does not answer. */
  schedule(): Promise<ScheduleState | null>;
  /** Bytes of the path's file system. */
  disk(path: string): Promise<{ free: number; total: number }>;
  /** What the last inspection of each host has found. */
  hosts?(): HostLooks;
  /**
   * Sends an event to a target, once for each id. Called again as long as the answer is `under way`, with
   * that answer as `before`. Throws if the event could not be sent.
   */
  deliver(id: string, target: string, event: RunEvent, before?: 'under way'): Promise<Deliveries[string]>;
  /** Writes a line to the audit, unless it has the line's `runId` already. */
  record(entry: AuditEntry): unknown;
  /** Path of `alerts.json`, the watcher's state. */
  file: string;
  now(): Date;
  log: Logger;
}
