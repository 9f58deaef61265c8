import { auditFile, readAudit, type AuditLine } from '../../audit';
import { seconds } from '../../lib/units';
import { scopeText } from '../../protocol/scope';
import type { Context } from '../command/context';
import { count, moment as momentOf } from '../command/options';
import type { Reply } from '../command/reply';
import { table } from '../output/table';
import type { Theme } from '../output/theme';
import { moment } from '../output/time';
import type { Define } from './types';

const help = `
Read from a file on the control host: it works with Temporal down, and goes
back beyond what Temporal keeps.
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
    .description('what happened and who wanted it: runs, webhook deliveries, refused requests, alerts')
    .option(
      '--since <when>',
      'a day or time (2026-11-01, 2026-11-01T14:00), or for how long (24h, 90m, 7d)',
      momentOf,
    )
    .option('--app <app>', 'only one app; it may have left the fleet file')
    .option('--limit <n>', 'the newest so many', count, 50)
    .addHelpText('after', help)
    .action(act(show));

async function show({ env, screen }: Context, { since, app, limit }: Options): Promise<Reply> {
  const audit = readAudit(auditFile(env));
  try {
    const found = audit.list({ ...(since && { since: since.toISOString() }), ...(app && { app }), limit });
    return {
      json: { audit: found },
      lines: found.length > 0 ? auditTable(found, screen.theme) : ['Nothing.'],
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
