import { createHash } from 'node:crypto';
import type { AuditLine } from '../../../../src/audit';
import { drillReport, quarterAt, quarterOf } from '../../../../src/client/output/drill/report';
import { reportHtml, reportMarkdown } from '../../../../src/client/output/drill/report-text';
import { canonicalJson } from '../../../../src/lib/digest';

const HOUR = 3_600_000;
const quarter = quarterOf('2026Q4')!;
const line = (id: number, more: Partial<AuditLine> = {}): AuditLine => ({
  id,
  kind: 'run',
  at: '2026-11-22T05:02:00.000Z',
  who: 'schedule',
  what: 'drill',
  app: 'phone',
  host: 'hornbill',
  origin: null,
  result: 'succeeded',
  code: null,
  workflowId: 'drill-phone',
  runId: `run-${id}`,
  startedAt: '2026-11-22T05:00:00.000Z',
  seconds: 120,
  lockSeconds: 0,
  details: {
    drill: {
      snapshot: 'abcdef0123456789',
      takenAt: '2026-11-22T03:00:00.000Z',
      rows: { tables: 2, rows: 42 },
      bytes: 3e6,
      files: 3,
      parts: { fetch: 10, end: 20 },
    },
  },
  ...more,
});
const failed = line(2, {
  at: '2026-12-01T05:02:00.000Z',
  result: 'undone',
  code: 'CopyDamaged',
  details: { message: 'dump <b>is | cut short\nmore' },
});
const fleet = {
  name: 'sgos',
  wanted: { phone: { rpo: 26 * HOUR, rto: HOUR }, wiki: { rpo: HOUR, rto: HOUR } },
};
const made = (lines: AuditLine[]) => drillReport(lines, quarter, fleet);

it('knows quarters', () => {
  expect(quarterOf('2026Q1')).toMatchObject({ from: new Date('2026-01-01'), to: new Date('2026-04-01') });
  expect(quarter.to).toEqual(new Date('2027-01-01'));
  expect(['2026Q5', '26Q1', '2026-Q1', ''].map(quarterOf)).toEqual([null, null, null, null]);
  expect(quarterAt(new Date('2026-11-30'))).toBe('2026Q4');
});

it('has for each app the worst that was reached, and each drill with the cause of its failure', () => {
  const older = line(3, { startedAt: '2026-11-22T05:00:00Z', seconds: 60 });
  const { apps } = made([failed, line(1), older]);
  expect(apps).toMatchObject([
    {
      app: 'phone',
      rpo: 7200,
      rto: 100,
      drills: [{ cause: null }, { cause: 'CopyDamaged: dump <b>is | cut short' }, {}],
    },
    { app: 'wiki', rpo: null, rto: null, drills: [] },
  ]);
});

it('is made of the drills of that quarter alone, and signed over them in the order of the audit', () => {
  const others = [
    line(4, { what: 'deploy' }),
    line(5, { at: '2026-09-30T23:59:59.999Z' }),
    line(6, { at: '2027-01-01T00:00:00.000Z' }),
  ];
  const { signature } = made([failed, ...others, line(1)]);
  const text = [line(1), failed].map((one) => `${canonicalJson(one)}\n`).join('');
  expect(signature).toEqual({
    sha256: createHash('sha256').update(text).digest('hex'),
    lines: 2,
    ids: [1, 2],
  });
  expect(made([line(1), failed]).signature).toEqual(signature);
  expect(made([line(1), { ...failed, code: null }]).signature.sha256).not.toBe(signature.sha256);
  expect(made([]).signature).toMatchObject({ lines: 0, ids: null });
});

it('reads as Markdown and prints as a page a month; what an app wrote is text in both', () => {
  const report = made([line(1), failed]);
  const markdown = reportMarkdown(report);
  expect(markdown).toContain('| phone | 1 | 1 | 2 h | 26 h | 1 min 40 s | 1 h | reached |');
  expect(markdown).toContain('| wiki | 0 | 0 | none | 1 h | none | 1 h | NOT PROVEN |');
  expect(markdown).toContain('FAILED CopyDamaged: dump \\<b\\>is \\| cut short');
  expect(markdown).toContain(report.signature.sha256);
  const html = reportHtml(report);
  expect(html.match(/<section class="month">/g)).toHaveLength(2);
  expect(html).toContain('break-before:page');
  expect(html).toContain('&#60;b&#62;is | cut short');
  expect(html).not.toContain('<b>');
  expect(html).toContain(report.signature.sha256);
});

it('says which of both was missed', () => {
  const slow = line(1, { seconds: 8000, startedAt: '2026-11-24T05:00:00.000Z' });
  expect(reportMarkdown(made([slow]))).toContain('RPO and RTO missed');
});

it('has rehearsals with the time that was reached beside what is wanted', () => {
  const rehearsal = { scenario: 'host', host: 'hornbill', parts: 2, proven: 2, wanted: HOUR };
  const one = line(7, { what: 'nightlyDrill', app: null, seconds: 1800, details: { rehearsal } });
  const late = { ...one, id: 8, seconds: 7200 };
  const keys = line(9, {
    what: 'rehearsal',
    app: null,
    seconds: 3,
    result: 'failed',
    code: 'KeysUnproven',
    details: { rehearsal: { scenario: 'key', host: null, parts: 4, proven: 3, wanted: null } },
  });
  const report = made([line(1), one, late, keys]);
  expect(report.signature.lines).toBe(4);
  expect(report.apps.map(({ app }) => app)).toEqual(['phone', 'wiki']);
  const markdown = reportMarkdown(report);
  expect(markdown).toContain('| host | hornbill | 2026-11-22 05:02 | 2 of 2 | 30 min 00 s | 1 h | reached |');
  expect(markdown).toContain('| 2 of 2 | 2 h 00 min | 1 h | time missed |');
  expect(markdown).toContain('| key | all | 2026-11-22 05:02 | 3 of 4 | 3.0 s |  | FAILED KeysUnproven |');
  expect(reportMarkdown(made([line(1)]))).not.toContain('Rehearsals');
});
