/** A command whose environment comes by stdin, so that no value is in a process list. */
import { shellScript } from '../../lib/shell-script';
import { exportLines } from '../quote';

const program = shellScript(__dirname, 'with-env');

/** Runs a command with what `withEnv` gives on stdin. */
export const byEnv = (argv: string[]): string[] => program(...argv);

/** What `byEnv` reads. */
export const withEnv = (env: Readonly<Record<string, string>>): string =>
  [...exportLines(env), 'roost_whole=yes', ''].join('\n');
