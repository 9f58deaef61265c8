/** Runs a program that loads data beside the live ones; exit codes as in `copying.sh`. */
import { RoostError, type ErrorCode } from '../../errors';
import { isDiskFull, lastLine, lastLines } from '../../lib/output-tail';
import { fencedJob } from '../app/job';
import type { StepSite } from '../app/site';

const codes: Record<number, ErrorCode> = { 63: 'CopyDamaged', 64: 'CopyDamaged', 66: 'SourceMissing' };

/** As a job; returns its last line. Errors: `LoadFailed`, `CopyDamaged`, `SourceMissing`, `DiskFull`. */
export async function runLoad(site: StepSite, argv: string[], what: string): Promise<string> {
  const { code, tail } = await fencedJob(site, argv);
  if (code === 0) return lastLine(tail);
  throw new RoostError(
    isDiskFull(tail) ? 'DiskFull' : (codes[code] ?? 'LoadFailed'),
    `${what} of ${site.app.name} could not be loaded on ${site.host.name} (exit ${code}):\n${lastLines(tail)}`,
    { app: site.app.name, exit: code },
    { afterRestart: 'retry' },
  );
}
