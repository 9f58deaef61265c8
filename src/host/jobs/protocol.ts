import { RoostError } from '../../errors';
import type { JobState } from '../types';

/** The lines of jobs.sh on stderr, without heartbeats. */
export const linesOf = (stderr: string): string[] =>
  [...stderr.matchAll(/^R1 (.*)$/gm)].map((match) => match[1]!).filter((line) => line !== 'hb');

/** Reads `running`, `done 3`, `lost reboot`… A failure of jobs.sh is never read as a state. */
export function parseState(text: string | undefined, host: string, folder: string): JobState {
  const [word, rest] = (text ?? '').split(' ');
  switch (word) {
    case 'absent':
    case 'staged':
    case 'running':
    case 'orphaned':
    case 'cancelled':
      return { state: word };
    case 'done':
      return { state: 'done', code: Number(rest) };
    case 'lost':
      return { state: 'lost', why: rest === 'reboot' ? 'reboot' : 'gone' };
    case 'fail':
      throw failure(rest ?? '', host, folder);
    default:
      throw new RoostError('CommandFailed', `The jobs in ${folder} on ${host} gave no answer.`, {
        host,
        folder,
      });
  }
}

function failure(what: string, host: string, folder: string): RoostError {
  const details = { host, folder };
  if (what === 'dir')
    return new RoostError(
      'HostMisconfigured',
      `The folder ${folder} on ${host} is missing or cannot be read.`,
      details,
    );
  if (what === 'short')
    return new RoostError(
      'ConnectionLost',
      `The connection to ${host} was cut while a job was handed over.`,
      details,
    );
  return new RoostError('CommandFailed', `A job could not be written to ${folder} on ${host}.`, details);
}

export const isOver = ({ state }: JobState): boolean =>
  state === 'done' || state === 'cancelled' || state === 'lost';
