/**
 * Maintenance flags: files whose presence makes the proxy answer with the
 * maintenance page. The first line says whose flag it is; a run removes only
 * flags of runs, and a file without such a line is a person's.
 */
import { posix } from 'node:path';

export type Flag =
  | { owner: 'roost'; workflowId: string; operation: string; since: string }
  | { owner: 'person'; by: string | null; since: string | null; reason: string | null };

/** `null`: the flag of the whole host. */
export const flagPath = (folder: string, app: string | null): string =>
  posix.join(folder, `${app ?? 'global'}.flag`);

export const roostFlag = (workflowId: string, operation: string, since: string): string =>
  `roost ${word(workflowId)} ${word(operation)} ${since}`;

export const personFlag = (by: string, since: string, reason = ''): string =>
  `person ${word(by)} ${since} ${reason.replace(/\s+/g, ' ')}`.trim();

/** Reads a flag by its first line; any text is a flag. */
export function parseFlag(text: string): Flag {
  const line = text.split('\n')[0]?.trim() ?? '';
  const [kind, who, ...rest] = line.split(' ');
  if (kind === 'roost' && who && rest.length === 2)
    return { owner: 'roost', workflowId: who, operation: rest[0]!, since: rest[1]! };
  if (kind === 'person' && who && rest[0])
    return { owner: 'person', by: who, since: rest[0], reason: rest.slice(1).join(' ') || null };
  return { owner: 'person', by: null, since: null, reason: line || null };
}

/**
 * Turns a flag on where there is none: whole or not at all, since `ln` never
 * replaces. Prints the first line of the flag that was there already.
 */
export const setFlagArgv = (path: string, line: string): string[] => ['sh', '-c', SET, 'flag', path, line];

/** Turns a flag on as this owner's, whoever had it. */
export const replaceFlagArgv = (path: string, line: string): string[] => [
  'sh',
  '-c',
  REPLACE,
  'flag',
  path,
  line,
];

/**
 * Turns a flag off. With `onlyIfRoost` a person's flag stays, and its first
 * line is printed.
 */
export const clearFlagArgv = (path: string, onlyIfRoost: boolean): string[] =>
  onlyIfRoost ? ['sh', '-c', CLEAR_ROOST, 'flag', path] : ['rm', '-f', '--', path];

const TELL = 'tell() { l=$(head -n 1 "$1"); printf "%s\\n" "${l:-(an empty file)}"; }';
// The temporary name ends otherwise, so that no proxy takes it for a flag.
const WRITE = 't="$1.$$"; umask 022; printf "%s\\n" "$2" >"$t" || { rm -f "$t"; exit 1; }';

const SET = `${TELL}; ${WRITE}; if ln "$t" "$1" 2>/dev/null; then rm -f "$t"; else rm -f "$t"; [ -e "$1" ] || { echo "$1 cannot be made" >&2; exit 1; }; tell "$1"; fi`;
const REPLACE = `${WRITE}; mv -f "$t" "$1"`;
const CLEAR_ROOST = `${TELL}; [ -e "$1" ] || exit 0; case $(head -n 1 "$1") in "roost "*) rm -f "$1";; *) tell "$1";; esac`;

const word = (text: string): string => text.replace(/\s+/g, '_') || '-';
