import { RoostError } from '../../../errors';
import { scrub } from './key-material';
import type { FleetProblem } from './types';

/** `FleetInvalid` with all problems: one a line in the message, and as details. */
export function fleetInvalid(file: string, problems: FleetProblem[]): RoostError {
  const clean = problems
    .map(({ path, line, message }) => ({ path: oneLine(path), line, message: oneLine(message) }))
    .sort((a, b) => a.line - b.line || a.path.localeCompare(b.path));
  return new RoostError('FleetInvalid', clean.map((problem) => problemLine(file, problem)).join('\n'), {
    problems: clean,
  });
}

/** `fleet.yaml:12 apps.phone.health.status: should be a number, such as 200` */
function problemLine(file: string, { path, line, message }: FleetProblem): string {
  return path === '' ? `${file}:${line} ${message}` : `${file}:${line} ${path}: ${message}`;
}

/** Messages repeat keys and names of the file: keeps each on one line, and secrets out of it. */
const oneLine = (text: string): string => scrub(text).replace(/[\s\p{Cc}]+/gu, ' ');
