import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Folder of restic's cache, made where it is not there: among roost's state,
 * since an installed roost may write nowhere else.
 */
export async function resticCache(env: NodeJS.ProcessEnv): Promise<string> {
  const cache = join(env.XDG_STATE_HOME || join(env.HOME || homedir(), '.local', 'state'), 'roost', 'restic');
  await mkdir(cache, { recursive: true, mode: 0o700 });
  return cache;
}
