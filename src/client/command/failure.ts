/** Turns any thrown value into a report and an exit code: the only place that does. */
import { errors, reportFor, type ErrorReport } from '../../errors';
import { fillIn } from '../../errors/hint';
import { toReport } from '../../temporal/runs/errors';
import { failureLines } from '../output/failure';
import type { Screen } from '../output/screen';
import { Failed } from './reply';

export function fail(error: unknown, screen: Screen): number {
  const report = reportOf(error);
  const reply =
    error instanceof Failed
      ? error.reply
      : {
          lines: failureLines({ ...report, hint: fillIn(report.hint, namesIn(report)) }, screen.errorTheme),
          json: {},
        };
  if (screen.options.json) screen.document({ ok: false, error: report, ...reply.json });
  else screen.error(reply.lines);
  return errors[report.code].exit;
}

const reportOf = (error: unknown): ErrorReport =>
  error instanceof Failed ? error.report : (usage(error) ?? toReport(error));

/** Errors of commander, recognised by their code: its class may be loaded twice. */
function usage(error: unknown): ErrorReport | undefined {
  const { code, message } = error as { code?: unknown; message?: string };
  if (typeof code !== 'string' || !code.startsWith('commander.')) return undefined;
  // The help itself has been printed already.
  if (code === 'commander.help') return reportFor('BadRequest', 'A command is missing');
  return reportFor('BadRequest', (message ?? '').replace(/^error: /, '').replace(/\n/g, ' '));
}

function namesIn({ details }: ErrorReport): Parameters<typeof fillIn>[1] {
  const name = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  return { RUN: name(details.run), APP: name(details.app), HOST: name(details.host) };
}
