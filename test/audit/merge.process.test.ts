import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mergeAudit, openAudit, readAudit, type AuditEntry } from '../../src/audit';

const folder = mkdtempSync(join(tmpdir(), 'roost-merge-'));
afterAll(() => rmSync(folder, { recursive: true }));

const entry = (what: string, runId: string | null, kind: AuditEntry['kind'] = 'run'): AuditEntry => ({
  kind,
  at: '2026-03-04T02:10:00Z',
  who: 'ann',
  what,
  app: 'phone',
  host: null,
  origin: null,
  result: 'succeeded',
  code: null,
  workflowId: null,
  runId,
  startedAt: null,
  seconds: null,
  lockSeconds: null,
  details: {},
});

function write(name: string, ...entries: AuditEntry[]): string {
  const file = join(folder, name);
  const audit = openAudit(file, { info: () => {} });
  for (const one of entries) audit.record(one);
  audit.close();
  return file;
}

const linesOf = (file: string): string[] =>
  readAudit(file)
    .list({})
    .map(({ what }) => what);

test('brings each line of a former audit once, beside those that are there', () => {
  const former = write('former.db', entry('deploy', 'run-1'), entry('push', null, 'delivery'));
  const into = write('audit.db', entry('backup', 'run-2'), entry('deploy', 'run-1'));
  expect(mergeAudit(former, into)).toBe(1);
  expect(mergeAudit(former, into)).toBe(0);
  expect(linesOf(into).sort()).toEqual(['backup', 'deploy', 'push']);
});

test('brings all into a file that is not there yet', () => {
  const former = write('former-2.db', entry('deploy', 'run-1'), entry('push', null, 'delivery'));
  const into = join(folder, 'new', 'audit.db');
  expect(mergeAudit(former, into)).toBe(2);
  expect(linesOf(into)).toEqual(['deploy', 'push']);
});
