import { section, type Loose } from '../../../lib/unchecked';
import type { Finding } from '../problems/issues';

/** Checks beyond the schema: the secrets of the backup have a file. */
export function checkBackup(fleet: Loose): Finding[] {
  if ('file' in section(fleet.secrets)) return [];
  const { repository, second, ping } = section(fleet.backup);
  const of = (key: string, value: unknown) => {
    const { env, ...rest } = section(value);
    return [...entries([key], rest), ...entries([key, 'env'], section(env))];
  };
  return [...of('repository', repository), ...of('second', second), ...entries([], { ping })]
    .filter(([, value]) => 'secret' in section(value))
    .map(([path]) => ({
      path: ['backup', ...path],
      message: 'needs the file that holds the secret; add secrets.file',
    }));
}

const entries = (path: string[], values: Loose) =>
  Object.entries(values).map(([key, value]) => [[...path, key], value] as const);
