import { exportLines, quote, quoteWord } from '../quote';
import type { JobSpec } from '../types';

/** The script of a job. Staged as a file of mode 0600, so that no process list has the env values. */
export function jobScript({ argv, cwd, env = {} }: Pick<JobSpec, 'argv' | 'cwd' | 'env'>): string {
  const lines = exportLines(env);
  if (cwd !== undefined) lines.push(`cd -- ${quoteWord(cwd)} || exit 126`);
  return [...lines, `exec ${quote(argv)}`, ''].join('\n');
}
