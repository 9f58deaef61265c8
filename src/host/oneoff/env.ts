/** A command that reads its environment from stdin, so that no value is in a process list. */
import { shellScript } from '../../lib/shell-script';
import { exportLines } from '../quote';

const program = shellScript(__dirname, 'with-env');

/** Runs a command with the environment that `withEnv` writes to stdin. */
export const byEnv = (argv: string[]): string[] => program(...argv);

/** The stdin of `byEnv`. */
export const withEnv = (env: Readonly<Record<string, string>>): string =>
  [...exportLines(env), 'roost_whole=yes', ''].join('\n');
