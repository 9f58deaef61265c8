import { auditFile, readAudit, type AuditLine } from '../../../audit';
import { seconds } from '../../../lib/units';
import { scopeText } from '../../../protocol/scope';
import type { Context } from '../../command/context';
import { count, moment as momentOf } from '../../command/options';
import type { Reply } from '../../command/reply';
import { table } from '../../output/table';
import type { Theme } from '../../output/theme';
import { moment } from '../../output/time';
import type { Define } from '../types';

const help = `
Reads a file on the control host: works while Temporal is down, and has entries
that are older than what Temporal keeps.
Examples:
  roost audit --since 24h
  roost audit --app phone --since 2026-11-01 --json`;

interface Options {
  since?: Date;
  app?: string;
  limit: number;
}

export const defineAudit: Define = (program, act) =>
  program
    .command('audit')
    .description('list runs, webhook deliveries, refused requests and alerts, with their authors')
    .option(
      '--since <when>',
      'a day or time (2026-11-01, 2026-11-01T14:00), or a duration (24h, 90m, 7d)',
      momentOf,
    )
    .option('--app <app>', 'only this app; it need not be in the fleet file any more')
    .option('--limit <n>', 'number of entries, the newest ones', count, 50)
    .addHelpText('after', help)
    .action(act(show));

async function show({ env, screen }: Context, { since, app, limit }: Options): Promise<Reply> {
  const audit = readAudit(auditFile(env));
  try {
    const found = audit.list({ since: since?.toISOString(), app, limit });
    return {
      json: { audit: found },
      lines: found.length > 0 ? auditTable(found, screen.theme) : ['No entries.'],
    };
  } finally {
    audit.close();
  }
}

const auditTable = (found: AuditLine[], theme: Theme): string[] =>
  table(
    ['WHEN', 'WHO', 'WHAT', 'SCOPE', 'RESULT', 'TOOK', 'WHERE FROM', 'RUN'],
    found.map((line) => row(line, theme)),
    theme,
  );

function row(
  { at, who, what, app, host, result, code, seconds: took, origin, kind, workflowId }: AuditLine,
  { paint }: Theme,
): string[] {
  const isGood = code === null && kind !== 'refusal' && !(kind === 'alert' && result === 'began');
  const text = code === null || code === result ? result : `${result}: ${code}`;
  const from = kind === 'run' ? '' : (origin ?? '');
  return [
    moment(at),
    who,
    what,
    app ?? (host === null ? '' : scopeText({ kind: 'host', host })),
    isGood ? text : paint.red(text),
    took === null ? '' : seconds(took),
    from,
    workflowId ?? '',
  ];
}
