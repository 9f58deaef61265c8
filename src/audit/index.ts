/** The audit: what happened and who wanted it, beyond Temporal's retention. */
import { join } from 'node:path';
import type { Logger } from 'pino';
import { stateFiles } from '../lib/state';
import { auditStore, type AuditStore } from './store';
import type { AuditEntry } from './types';

export type { AuditEntry, AuditFilter, AuditLine } from './types';
export type { AuditStore } from './store';

export interface Audit extends AuditStore {
  /** Writes a line into the file and the same one to the log. False: this run or moment of an alert is in it already. */
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

/** For those who only read; an audit that does not exist is an empty one. */
export const readAudit = (file: string): AuditStore => auditStore(file, 'read');

/** `run` as in every other line of the log; nothing where nothing is known. */
function logged({ kind, workflowId, ...entry }: AuditEntry): Record<string, unknown> {
  const known = Object.entries({ audit: kind, run: workflowId, ...entry }).filter(
    ([, value]) => value !== null,
  );
  return Object.fromEntries(known);
}
