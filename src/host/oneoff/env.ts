/** A command whose environment comes by stdin, so that no value is in a process list. */
import { exportLines } from '../quote';

/**
 * A cut connection must not leave half of the values, nor may half of a line be
 * run as a command: nothing is read without the last line.
 */
const READ = [
  'roost_env=$(cat)',
  'case $roost_env in *roost_whole=yes) eval "$roost_env";; esac',
  '[ "${roost_whole-}" = yes ] || exit 1',
  'unset roost_env roost_whole',
  'exec "$@" </dev/null',
].join('; ');

export const byEnv = (argv: string[]): string[] => ['sh', '-c', READ, 'one-off', ...argv];

/** What `byEnv` reads. */
export const withEnv = (env: Readonly<Record<string, string>>): string =>
  [...exportLines(env), 'roost_whole=yes', ''].join('\n');
