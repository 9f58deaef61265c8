/** Runs a program that copies on the host; its exit code names what went wrong (`copying.sh`). */
import { RoostError, type ErrorCode } from '../../errors';
import { anyCode } from '../../host/exit-code';
import { cleanTail } from '../../host/ssh/tail';
import { isDiskFull, lastLine, lastLines } from '../../lib/output-tail';
import { fencedJob, type JobOptions } from '../app/job';
import type { StepSite } from '../app/site';

/** Exit codes of the programs. */
const codes: Record<number, ErrorCode> = {
  63: 'CopyEmpty',
  64: 'CopyDamaged',
  66: 'SourceMissing',
  67: 'CopyUnreadable',
  68: 'ScriptFailed',
  69: 'CopyBusy',
};

/** Runs it as a job; `what` is for messages. Returns its last line. */
export async function runCopy(
  site: StepSite,
  argv: string[],
  what: string,
  options: JobOptions = {},
): Promise<string> {
  const { code, tail } = await fencedJob(site, argv, options);
  return lastLineOf(site, code, tail, what);
}

/** The same for what takes a moment: one command, run again after a cut connection. */
export async function runCopyAtOnce(site: StepSite, argv: string[], what: string): Promise<string> {
  const { code, stdout, stderr } = await site.change(argv, { ok: anyCode });
  return lastLineOf(site, code, cleanTail(`${stderr}${stdout}`, site.host.scrub), what);
}

function lastLineOf(site: StepSite, code: number, tail: string, what: string): string {
  if (code === 0) return lastLine(tail);
  throw new RoostError(
    isDiskFull(tail) ? 'DiskFull' : (codes[code] ?? 'CopyFailed'),
    `${what} of ${site.app.name} failed on ${site.host.name} (exit ${code}):\n${lastLines(tail)}`,
    { app: site.app.name, exit: code },
    { afterRestart: 'retry' },
  );
}
