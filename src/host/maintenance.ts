/**
 * Maintenance flags: files whose presence makes the proxy answer with the
 * maintenance page. The first line names the owner of the flag. A run
 * removes only flags of runs; a file without such a line is a person's.
 */
import { shellScript } from '../lib/shell-script';

export type Flag =
  | { owner: 'roost'; workflowId: string; operation: string; since: string }
  | { owner: 'person'; by: string | null; since: string | null; reason: string | null };

export const roostFlag = (workflowId: string, operation: string, since: string): string =>
  `roost ${word(workflowId)} ${word(operation)} ${since}`;

export const personFlag = (by: string, since: string, reason = ''): string =>
  `person ${word(by)} ${since} ${reason.replace(/\s+/g, ' ')}`.trim();

/** Reads a flag by its first line; any text is a flag. */
export function parseFlag(text: string): Flag {
  // In a file that a proxy reads as its configuration the line is a comment.
  const line = (text.split('\n')[0] ?? '').replace(/^# /, '').trim();
  const [kind, who, ...rest] = line.split(' ');
  if (kind === 'roost' && who && rest.length === 2)
    return { owner: 'roost', workflowId: who, operation: rest[0]!, since: rest[1]! };
  if (kind === 'person' && who && rest[0])
    return { owner: 'person', by: who, since: rest[0], reason: rest.slice(1).join(' ') || null };
  return { owner: 'person', by: null, since: null, reason: line || null };
}

/**
 * Sets a flag (path, line) unless one is set. Prints the first line of a flag
 * that was set already.
 */
export const setFlagArgv = shellScript(__dirname, 'maintenance/set-flag');

/** Sets a flag (path, line), and replaces any other. */
export const replaceFlagArgv = shellScript(__dirname, 'maintenance/replace-flag');

/** Prints `present` and the flag's first line; nothing if it is off. */
export const readFlagArgv = shellScript(__dirname, 'maintenance/read-flag');

const clearFlagOfRun = shellScript(__dirname, 'maintenance/clear-flag-of-run');

/**
 * Turns a flag off. With `onlyIfRoost` a person's flag stays, and its first
 * line is printed.
 */
export const clearFlagArgv = (path: string, onlyIfRoost: boolean): string[] =>
  onlyIfRoost ? clearFlagOfRun(path) : ['rm', '-f', '--', path];

const word = (text: string): string => text.replace(/\s+/g, '_') || '-';
