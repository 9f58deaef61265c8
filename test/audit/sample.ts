import type { AuditEntry } from '../../src/audit';

/** A run that went well, with these changes. */
export const entryOf = (more: Partial<AuditEntry> = {}): AuditEntry => ({
  kind: 'run',
  at: '2026-11-21T10:01:00.000Z',
  who: 'anna@toucan',
  what: 'deploy',
  app: 'phone',
  host: 'hornbill',
  origin: null,
  result: 'succeeded',
  code: null,
  workflowId: 'deploy-phone-1',
  runId: 'run-1',
  startedAt: '2026-11-21T10:00:00.000Z',
  seconds: 60,
  lockSeconds: 0.5,
  details: {},
  ...more,
});
