import { exportLines, quote, quoteWord } from '../quote';
import type { JobSpec } from '../types';

/** What the job's shell runs. It is staged as a 0600 file: env values are in no process list. */
export function jobScript({ argv, cwd, env = {} }: Pick<JobSpec, 'argv' | 'cwd' | 'env'>): string {
  const lines = exportLines(env);
  if (cwd !== undefined) lines.push(`cd -- ${quoteWord(cwd)} || exit 126`);
  return [...lines, `exec ${quote(argv)}`, ''].join('\n');
}
