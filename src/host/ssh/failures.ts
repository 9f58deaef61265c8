import { RoostError } from '../../errors';
import { isDiskFull, isFinal, lastLine } from '../../lib/output-tail';
import type { ExecResult } from '../types';
import { cleanTail } from './tail';

/** The error of a failed command, from its exit code and stderr. */
export function commandError(
  host: string,
  argv: readonly string[],
  result: ExecResult,
  scrub: (text: string) => string,
): RoostError {
  const stderr = cleanTail(result.stderr, scrub);
  const details = { host, argv0: argv[0], code: result.code, stderr };
  if (isDiskFull(result.stderr)) {
    return new RoostError('DiskFull', `The disk of ${host} is full: ${lastLine(stderr)}`, details);
  }
  const reason = lastLine(stderr);
  return new RoostError(
    'CommandFailed',
    `${argv[0]} on ${host} ended with ${result.code}${reason && `: ${reason}`}`,
    details,
    { retry: isFinal(result.stderr) ? 'never' : undefined },
  );
}
