import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { down } from '../../../src/services/down';

/** An environment with a state folder of its own, and nothing that names another Temporal. */
export function freshEnv(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('TEMPORAL_') && !name.startsWith('ROOST_'),
  );
  const folder = mkdtempSync(join(tmpdir(), 'roost-state-'));
  // Fetched tools are shared with everybody; profiles of the machine's owner are not.
  const cache = process.env.XDG_CACHE_HOME ?? join(process.env.HOME ?? '', '.cache');
  return {
    ...Object.fromEntries(kept),
    XDG_STATE_HOME: folder,
    XDG_CACHE_HOME: cache,
    XDG_CONFIG_HOME: join(folder, 'config'),
  };
}

/** Ends what runs in it, and removes it. */
export async function dropEnv(env: NodeJS.ProcessEnv): Promise<void> {
  await down({ env });
  rmSync(env.XDG_STATE_HOME as string, { recursive: true, force: true });
}
