import { writeFile } from 'node:fs/promises';
import { auditFile, readAudit } from '../../../audit';
import { RoostError } from '../../../errors';
import { backupOf, drillOf, isDrilled } from '../../../fleet/file';
import type { Context } from '../../command/context';
import type { Reply } from '../../command/reply';
import { drillReport, quarterAt, quarterOf } from '../../output/drill/report';
import { reportHtml, reportMarkdown } from '../../output/drill/report-text';

export interface ReportOptions {
  quarter?: string;
  html?: string;
}

/** From the audit only: it needs neither Temporal nor a host. */
export async function report(context: Context, { quarter, html }: ReportOptions): Promise<Reply> {
  const wished = quarter ?? quarterAt(context.now());
  const of = quarterOf(wished);
  if (!of)
    throw new RoostError('BadRequest', `--quarter ${JSON.stringify(wished)} is no quarter such as 2026Q4`);
  const fleet = await context.fleet();
  const backup = backupOf(fleet);
  const wanted = Object.values(fleet.apps)
    .filter(isDrilled)
    .map((app) => [app.name, drillOf(backup, app)] as const);
  const audit = readAudit(auditFile(context.env));
  try {
    const made = drillReport(audit.list({ since: of.from.toISOString() }), of, {
      name: fleet.name,
      wanted: Object.fromEntries(wanted),
    });
    if (html !== undefined) await writeFile(html, reportHtml(made));
    return {
      json: { report: made },
      lines: html === undefined ? reportMarkdown(made).split('\n') : [`${html}: ${made.signature.sha256}`],
    };
  } finally {
    audit.close();
  }
}
