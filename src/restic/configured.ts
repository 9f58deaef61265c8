import type { RepositoryConfig } from '../fleet/file/backup/types';
import type { ReadSecret } from '../secrets/control';
import type { Restic, ResticOptions } from './interface';
import { openRestic } from './restic';

/** The fleet's repository. Errors: `SecretInvalid` where one of its secrets is not there. */
export async function openConfigured(
  config: RepositoryConfig,
  read: ReadSecret,
  options: Omit<ResticOptions, 'repository'>,
): Promise<Restic> {
  const url = typeof config.url === 'string' ? config.url : await read(config.url.secret);
  const password = await read(config.password.secret);
  const env: Record<string, string> = {};
  for (const [name, { secret }] of Object.entries(config.env)) env[name] = await read(secret);
  return openRestic({ ...options, repository: { url, password, env } });
}
