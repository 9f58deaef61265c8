/**
 * Writes deliveries and refusals to the audit: a line for each app that got a signal, and one for any other
 * request.
 */
import type { Audit, AuditEntry } from '../../audit';
import type { Logger } from '../../lib/log';
import { MINUTE } from '../../lib/time';
import { inboxId } from '../../temporal/inbox';
import type { Answered, Reason } from './answers';

/**
 * Answers to requests without a right signature. In each minute only the first of each reason is written,
 * with the number of lines left out before it.
 */
const floods: Reason[] = [
  'signature-missing',
  'content-type',
  'too-large',
  'no-secret',
  'signature-wrong',
  'too-many',
  'busy',
  'malformed',
  'too-slow',
];

export function auditAnswers(
  audit: Pick<Audit, 'record'>,
  log: Pick<Logger, 'error'>,
): (answered: Answered) => void {
  const quiet = new Map<Reason, { until: number; unwritten: number }>();
  return (answered) => {
    const { reason } = answered;
    const former = quiet.get(reason);
    const now = Date.parse(answered.at);
    if (floods.includes(reason)) {
      if (former && now < former.until) return void (former.unwritten += 1);
      quiet.set(reason, { until: now + MINUTE, unwritten: 0 });
    }
    try {
      for (const entry of entriesOf(answered, former?.unwritten ?? 0)) audit.record(entry);
    } catch (error) {
      // GitHub gets its answer even if this machine's disk is full; the log has the error.
      log.error(
        { error: (error as Error).message, delivery: answered.delivery },
        'A delivery could not be written to the audit',
      );
    }
  };
}

export function entriesOf(answered: Answered, unwritten = 0): AuditEntry[] {
  const { at, from, path, delivery, event, apps, repository, commit, result, reason, status, ms } = answered;
  const isRefused = result === 'refused';
  return (apps.length > 0 ? apps : [null]).map((app) => ({
    kind: isRefused ? 'refusal' : 'delivery',
    at,
    // An ignored delivery had a right signature, and so had a delivery whose repository is known.
    who: result === 'ignored' || repository !== null ? 'github' : 'unknown',
    what: isRefused ? `POST ${path ?? '(unknown)'}` : (event ?? '(unknown)'),
    app,
    host: null,
    origin: from,
    result,
    code: result === 'accepted' ? null : reason,
    workflowId: result === 'accepted' && app ? inboxId(app) : null,
    runId: null,
    startedAt: null,
    seconds: ms / 1000,
    lockSeconds: null,
    details: { delivery, path, repository, commit, status, unwritten: unwritten || undefined },
  }));
}
