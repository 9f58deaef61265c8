import type { Finding } from './issues';
import { section, type Loose } from './loose';

/** What the schema cannot see of the backup: its secrets have a file. */
export function checkBackup(fleet: Loose): Finding[] {
  if ('file' in section(fleet.secrets)) return [];
  const { env, ...rest } = section(section(fleet.backup).repository);
  const named = [...Object.entries(rest).map(([key, value]) => [[key], value] as const), ...Object.entries(section(env)).map(([key, value]) => [['env', key], value] as const)];
  return named
    .filter(([, value]) => 'secret' in section(value))
    .map(([path]) => ({ path: ['backup', 'repository', ...path], message: 'needs the file in which the secret stands; add secrets.file' }));
}
