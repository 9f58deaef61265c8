import { posix } from 'node:path';
import { isErrorCode, RoostError } from '../../errors';
import type { ExecResult } from '../types';

/** Words of an argv that is run by guard.sh: `sh SCRIPT VERB ROOT NONCE …`. */
const rootAt = 3;
const nonceAt = 4;

/** The refusal of guard.sh, if any. The nonce distinguishes its line from the output of commands. */
export function refusalOf(argv: readonly string[], result: ExecResult, host: string): RoostError | null {
  const nonce = argv[nonceAt] ?? '';
  if (!/^[0-9a-f]{18}$/.test(nonce)) return null;
  const directory = posix.dirname(argv[rootAt] ?? '');
  const line = new RegExp(`^roost-refused ${nonce} (\\w+) ?(.*)$`, 'm').exec(result.stderr);
  if (!line) return null;
  const [, code, text = ''] = line;
  const [first, second] = text.split(' ');
  const details = {
    host,
    directory,
    holder: code === 'LockLost' ? first : undefined,
  };
  return new RoostError(
    isErrorCode(code) ? code : 'Internal',
    message(code ?? '', text, host, directory),
    details,
    { isEnded: code === 'StalePlan' && second === 'ended' },
  );
}

function message(code: string, text: string, host: string, directory: string): string {
  const [first, second] = text.split(' ');
  switch (code) {
    case 'LockLost':
      return first === 'nobody'
        ? `The lock of ${directory} on ${host} is free.`
        : `The lock of ${directory} on ${host} is held by run ${first} with token ${second}.`;
    case 'CommandedElsewhere':
      return `${directory} on ${host} is commanded by the control plane ${first} since ${second}, not by this one.`;
    case 'OperationClosed':
      return text === 'undoing'
        ? 'This operation is being undone.'
        : text === 'absent'
          ? 'This operation has changed nothing that could be undone.'
          : 'This operation has ended.';
    case 'StalePlan':
      if (second === 'ended')
        return `This operation has ended; the current release of ${directory} on ${host} is ${first}.`;
      return `The current release of ${directory} on ${host} is ${first}, not the release of the plan.`;
    case 'HostBusy':
      return `Another command of ${directory} is still running on ${host}.`;
    case 'ConnectionLost':
      return `The connection to ${host} was cut before the command began.`;
    case 'DiskFull':
      return `The disk of ${host} is full: ${text}`;
    default:
      return `${host}: ${text}`;
  }
}
