/** The documented exit codes, read from the error registry: one list for help, docs/commands.md and tests. */
import { errors, Exit, type ErrorCode } from '../../errors';

const meanings: Record<number, string> = {
  0: 'done, or nothing to do',
  1: 'a defect of roost',
  [Exit.usage]: 'the command line is wrong',
  [Exit.config]: 'something has to be configured or installed first',
  [Exit.refused]: 'refused; nothing was changed',
  [Exit.failed]: 'failed; its changes are undone, or the message names what remains',
  [Exit.unreachable]: 'a host or Temporal could not be reached',
  [Exit.locked]: 'another run has the lock',
  [Exit.waiting]: 'the run waits for an operator',
  [Exit.detached]: 'Ctrl-C: the run continues without this terminal',
};

export interface ExitCode {
  exit: number;
  meaning: string;
  codes: ErrorCode[];
}

export function exitCodes(): ExitCode[] {
  const codes = Object.keys(errors) as ErrorCode[];
  return Object.entries(meanings).map(([exit, meaning]) => ({
    exit: Number(exit),
    meaning,
    codes: codes.filter((code) => errors[code].exit === Number(exit)),
  }));
}
