/** The audit keeps runs and requests with their authors for longer than Temporal does. */
import { join } from 'node:path';
import type { Logger } from 'pino';
import { stateFiles } from '../lib/files/state';
import { auditStore, type AuditStore } from './store';
import type { AuditEntry } from './types';

export type { AuditEntry, AuditFilter, AuditLine } from './types';
export type { AuditStore } from './store';
export { mergeAudit } from './merge';

export interface Audit extends AuditStore {
  /**
   * Writes a line to the file and to the log. False: the audit has this run or moment of an alert already.
   */
  record(entry: AuditEntry): boolean;
}

export const auditFile = (env?: NodeJS.ProcessEnv): string => join(stateFiles(env).folder, 'audit.db');

export function openAudit(file: string, log: Pick<Logger, 'info'>): Audit {
  const store = auditStore(file, 'write');
  return {
    ...store,
    record(entry) {
      const isNew = store.add(entry);
      if (isNew)
        log.info(
          logged(entry),
          `${entry.kind}: ${entry.what}${entry.app ? ` ${entry.app}` : ''}: ${entry.result}`,
        );
      return isNew;
    },
  };
}

/** Opens the audit for reading. A missing file is an empty audit. */
export const readAudit = (file: string): AuditStore => auditStore(file, 'read');

/** The entry without its empty fields. The workflow id is named `run`, as in other lines of the log. */
function logged({ kind, workflowId, ...entry }: AuditEntry): Record<string, unknown> {
  const known = Object.entries({ audit: kind, run: workflowId, ...entry }).filter(
    ([, value]) => value !== null,
  );
  return Object.fromEntries(known);
}
