import { RoostError } from '../../errors';
import type { ContractProblem } from './types';

/** `ContractInvalid` with all problems: one a line in the message, and as details. */
export function contractInvalid(problems: ContractProblem[]): RoostError {
  return new RoostError('ContractInvalid', problems.map(contractLine).join('\n'), { problems });
}

/** `app.json sgos.domain: should be …` */
export const contractLine = ({ file, field, message }: ContractProblem): string =>
  field === '' ? `${file} ${message}` : `${file} ${field}: ${message}`;

/** Runs a reader, and keeps what it found wrong instead of throwing it. */
export function attempt<T>(read: () => T, problems: ContractProblem[]): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RoostError) || error.code !== 'ContractInvalid') throw error;
    problems.push(...(error.details.problems as ContractProblem[]));
    return undefined;
  }
}
