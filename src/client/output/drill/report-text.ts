/** The report of drills as Markdown, and as HTML that prints one page a month. Pure. */
import { sentences } from '../../../lib/sentences';
import { bytes, seconds, span } from '../../../lib/units';
import type { AppReport, DrillLine, DrillReport, RehearsalLine } from './report';

/** A table with its head. */
interface Table {
  head: string[];
  rows: string[][];
}
interface Section {
  title: string;
  table: Table;
  /** Begins a page. */
  month: boolean;
}

const TITLE = 'Proven restores';

function sectionsOf({ apps, rehearsals }: DrillReport): Section[] {
  const months = [...new Set(apps.flatMap(({ drills }) => drills.map(({ at }) => at.slice(0, 7))))].sort();
  return [
    {
      title: 'Reached and wanted',
      month: false,
      table: {
        head: [
          'App',
          'Proven',
          'Failed',
          'RPO reached',
          'RPO wanted',
          'RTO reached',
          'RTO wanted',
          'Verdict',
        ],
        rows: apps.map(appRow),
      },
    },
    ...(rehearsals.length > 0 ? [rehearsalsOf(rehearsals)] : []),
    ...months.map((month) => ({
      title: month,
      month: true,
      table: {
        head: ['App', 'Ended (UTC)', 'Snapshot', 'RPO', 'RTO', 'Rows compared', 'Data', 'Result'],
        rows: apps.flatMap(({ app, drills }) =>
          drills.filter(({ at }) => at.startsWith(month)).map((drill) => drillRow(app, drill)),
        ),
      },
    })),
  ];
}

function appRow({ app, wanted, rpo, rto, drills }: AppReport): string[] {
  const failed = drills.filter(({ cause }) => cause !== null).length;
  return [
    app,
    String(drills.length - failed),
    String(failed),
    rpo === null ? 'none' : span(rpo),
    wanted ? span(wanted.rpo / 1000) : 'unknown',
    rto === null ? 'none' : seconds(rto),
    wanted ? span(wanted.rto / 1000) : 'unknown',
    verdict(wanted, rpo, rto),
  ];
}

function verdict(wanted: AppReport['wanted'], rpo: number | null, rto: number | null): string {
  if (rpo === null || rto === null) return 'NOT PROVEN';
  if (!wanted) return 'proven; the app is not in the fleet file any more';
  const missed = [rpo * 1000 > wanted.rpo && 'RPO', rto * 1000 > wanted.rto && 'RTO'].filter(Boolean);
  return missed.length > 0 ? `${missed.join(' and ')} missed` : 'reached';
}

const rehearsalsOf = (rehearsals: RehearsalLine[]): Section => ({
  title: 'Rehearsals',
  month: false,
  table: {
    head: ['Fire', 'Host', 'Ended (UTC)', 'Proven', 'Time reached', 'Time wanted', 'Verdict', 'Figures'],
    rows: rehearsals.map(rehearsalRow),
  },
});

function rehearsalRow(one: RehearsalLine): string[] {
  const { scenario, host, at, parts, proven, seconds: reached, wanted, figures = [], cause } = one;
  const isLate = wanted !== null && reached !== null && reached * 1000 > wanted;
  return [
    scenario,
    host ?? 'all',
    at.slice(0, 16).replace('T', ' '),
    `${proven} of ${parts}`,
    reached === null ? '' : seconds(reached),
    wanted === null ? '' : span(wanted / 1000),
    cause === null ? (isLate ? 'time missed' : 'reached') : `FAILED ${cause}`,
    figures.join('; '),
  ];
}

const drillRow = (app: string, { at, snapshot, rpo, rto, rows, bytes: size, cause }: DrillLine): string[] => [
  app,
  at.slice(0, 16).replace('T', ' '),
  snapshot?.slice(0, 8) ?? '',
  rpo === null ? '' : span(rpo),
  cause !== null || rto === null ? '' : seconds(rto),
  rows ? String(rows.rows) : '',
  size > 0 ? bytes(size) : '',
  cause === null ? 'proven' : `FAILED ${cause}`,
];

function signed({ signature: { sha256, lines, ids } }: DrillReport): string {
  const which = ids ? ` (ids ${ids[0]} to ${ids[1]})` : '';
  return `SHA-256 of the ${lines} lines of the audit that this is made of${which}: ${sha256}`;
}

const meaning = sentences(
  'RPO: age of the restored data when the drill began.',
  'RTO: from its beginning until the app ran on them and was checked.',
  'Both are the worst of the proven drills.',
);

export function reportMarkdown(report: DrillReport): string {
  const cell = (text: string): string => text.replace(/[\\|<>`*_[\]]/g, '\\$&');
  const row = (cells: string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  const tables = sectionsOf(report).flatMap(({ title, table: { head, rows } }) => [
    `## ${title}`,
    '',
    row(head),
    `|${'-|'.repeat(head.length)}`,
    ...rows.map(row),
    '',
  ]);
  return [
    `# ${TITLE}: ${cell(report.fleet)}, ${report.quarter}`,
    '',
    meaning,
    '',
    ...tables,
    signed(report),
    '',
  ].join('\n');
}

const style = `body{font:12px/1.4 sans-serif;margin:2em;color:#111}table{border-collapse:collapse;width:100%}
th,td{border:1px solid #999;padding:3px 6px;text-align:left;vertical-align:top;overflow-wrap:anywhere}
th{background:#eee}footer{margin-top:2em;font-family:monospace;overflow-wrap:anywhere}
@media print{body{margin:0}@page{size:A4 landscape;margin:12mm}section.month{break-before:page}tr{break-inside:avoid}}`;

export function reportHtml(report: DrillReport): string {
  const safe = (text: string): string =>
    text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
  const row = (tag: string, cells: string[]): string =>
    `<tr>${cells.map((text) => `<${tag}>${safe(text)}</${tag}>`).join('')}</tr>`;
  const sections = sectionsOf(report).map(
    ({ title, month, table: { head, rows } }) =>
      `<section${month ? ' class="month"' : ''}><h2>${safe(title)}</h2><table><thead>${row('th', head)}</thead><tbody>${rows.map((cells) => row('td', cells)).join('')}</tbody></table></section>`,
  );
  const title = safe(`${TITLE}: ${report.fleet}, ${report.quarter}`);
  return [
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title><style>${style}</style></head><body>`,
    `<h1>${title}</h1><p>${safe(meaning)}</p>`,
    ...sections,
    `<footer>${safe(signed(report))}</footer></body></html>\n`,
  ].join('\n');
}
