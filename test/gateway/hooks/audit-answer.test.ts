import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAudit } from '../../../src/audit';
import type { Answered } from '../../../src/gateway/hooks/answers';
import { auditAnswers, entriesOf } from '../../../src/gateway/hooks/audit-answer';

const answered = (changes: Partial<Answered> = {}): Answered => ({
  at: '2026-05-01T10:00:00.000Z',
  from: '192.0.2.7',
  path: '/hooks/github',
  delivery: '11111111-2222-3333-4444-555555555555',
  event: 'push',
  apps: ['phone', 'site'],
  repository: 7,
  commit: 'a'.repeat(40),
  result: 'accepted',
  reason: 'looking',
  status: 202,
  ms: 12,
  ...changes,
});
const nothing = { apps: [], repository: null, commit: null, event: null, delivery: null };

describe('the audit of the gateway', () => {
  const folder = mkdtempSync(join(tmpdir(), 'roost-audit-'));
  const audit = openAudit(join(folder, 'audit.db'), { info: () => {} });
  const errors: unknown[] = [];
  const note = auditAnswers(audit, { error: (...said: unknown[]) => void errors.push(said) } as never);
  const lines = () => audit.list({});
  afterAll(() => {
    audit.close();
    rmSync(folder, { recursive: true });
  });

  it('has a line for each app that a delivery asks to look', () => {
    note(answered());
    expect(lines()).toMatchObject([
      {
        kind: 'delivery',
        who: 'github',
        what: 'push',
        app: 'phone',
        origin: '192.0.2.7',
        result: 'accepted',
        code: null,
        workflowId: 'inbox-phone',
      },
      {
        kind: 'delivery',
        app: 'site',
        workflowId: 'inbox-site',
        seconds: 0.012,
        details: { commit: 'a'.repeat(40), status: 202 },
      },
    ]);
  });

  it('has every refusal, but one line a minute of a flood', () => {
    note(answered({ ...nothing, result: 'refused', reason: 'signature-wrong', status: 401 }));
    note(answered({ ...nothing, result: 'refused', reason: 'repository', status: 404 }));
    for (const at of ['10:00:01', '10:00:02', '10:00:59', '10:01:02']) {
      note(
        answered({
          ...nothing,
          at: `2026-05-01T${at}.000Z`,
          result: 'refused',
          reason: 'too-many',
          status: 429,
        }),
      );
    }
    const refused = lines().filter(({ kind }) => kind === 'refusal');
    expect(refused.map(({ code, who, what }) => [code, who, what])).toEqual([
      ['signature-wrong', 'unknown', 'POST /hooks/github'],
      ['repository', 'unknown', 'POST /hooks/github'],
      ['too-many', 'unknown', 'POST /hooks/github'],
      ['too-many', 'unknown', 'POST /hooks/github'],
    ]);
    expect(refused.map(({ details }) => details.unwritten)).toEqual([undefined, undefined, undefined, 2]);
  });

  it('names GitHub for what was signed, nobody for what was not', () => {
    const who = (changes: Partial<Answered>) =>
      entriesOf(answered({ ...nothing, ...changes })).map((entry) => entry.who);
    expect(who({ result: 'ignored', reason: 'event', event: 'issues' })).toEqual(['github']);
    expect(who({ result: 'ignored', reason: 'branch', repository: 7 })).toEqual(['github']);
    expect(who({ result: 'refused', reason: 'repository', repository: 7 })).toEqual(['github']);
    expect(who({ result: 'failed', reason: 'busy' })).toEqual(['unknown']);
  });

  it('that cannot be written hinders no answer, and is said', () => {
    const broken = auditAnswers(openAudit(folder, { info: () => {} }), {
      error: (...said: unknown[]) => void errors.push(said),
    } as never);
    broken(answered());
    expect(JSON.stringify(errors)).toContain('cannot be used');
  });
});
