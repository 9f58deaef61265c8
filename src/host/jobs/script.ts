import { RoostError } from '../../errors';
import { quote, quoteWord } from '../quote';
import type { JobSpec } from '../types';

/** What the job's shell runs. It is staged as a 0600 file: env values are in no process list. */
export function jobScript({ argv, cwd, env = {} }: Pick<JobSpec, 'argv' | 'cwd' | 'env'>): string {
  const lines = Object.entries(env).map(([name, value]) => {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new RoostError('BadRequest', `"${name}" cannot be the name of an environment variable.`);
    return `export ${name}=${quoteWord(value)}`;
  });
  if (cwd !== undefined) lines.push(`cd -- ${quoteWord(cwd)} || exit 126`);
  return [...lines, `exec ${quote(argv)}`, ''].join('\n');
}
