/** Copies by a script on the host, which says by its exit code what went wrong. */
import { RoostError, type ErrorCode } from '../../../errors';
import { anyCode } from '../../../host/exit-code';
import { cleanTail } from '../../../host/ssh/tail';
import { isDiskFull, lastLine, lastLines } from '../../../lib/output-tail';
import { fencedJob, type JobOptions } from '../../app/job';
import type { StepSite } from '../../app/site';

/** Exit codes of the scripts here. */
const codes: Record<number, ErrorCode> = {
  63: 'CopyEmpty',
  64: 'CopyDamaged',
  66: 'SourceMissing',
  67: 'CopyUnreadable',
  68: 'ScriptFailed',
};

/** For every script: the codes by name, and `put`: a copy that is whole and not empty takes its name. */
export const PRELUDE = `
set -e
umask 077
empty() { echo "$*: the copy is empty" >&2; exit 63; }
damaged() { echo "$*: the copy cannot be read back" >&2; exit 64; }
missing() { echo "$*" >&2; exit 66; }
put() { [ -s "$1.new" ] || empty "$1"; mv -f "$1.new" "$1"; }
`;

const argvOf = (script: string, args: string[]): string[] => [
  'sh',
  '-c',
  `${PRELUDE}${script}`,
  'copy',
  ...args,
];

/** Runs it as a job; `what` is for messages. Returns the job's last line. */
export async function copyBy(
  site: StepSite,
  script: string,
  args: string[],
  what: string,
  options: JobOptions = {},
): Promise<string> {
  const { code, tail } = await fencedJob(site, argvOf(script, args), options);
  return lastLineOf(site, code, tail, what);
}

/** The same for what is copied in a moment: one command, which a cut connection has done again. */
export async function copyAtOnce(
  site: StepSite,
  script: string,
  args: string[],
  what: string,
): Promise<string> {
  const { code, stdout, stderr } = await site.change(argvOf(script, args), { ok: anyCode });
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
