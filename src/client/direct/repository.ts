/** The fleet's backup repository, straight from here: no Temporal in between. */
import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { RoostError } from '../../errors';
import { createRedactor } from '../../host/redact';
import { openConfigured, type Restic } from '../../restic';
import { controlSecrets, secretOf } from '../../secrets/control';
import { findTool } from '../../tools';
import type { Context } from '../context';

/** Errors: `BadRequest` where the fleet file names none; `SecretInvalid`, `SecretKeyWrong`, `ToolMissing`. */
export async function repositoryOf({ fleet: read, env, screen }: Context): Promise<Restic> {
  const fleet = await read();
  if (!fleet.backup) throw new RoostError('BadRequest', 'The fleet file names no repository: add backup.repository with url and password');
  const log = (line: string): void => screen.note(line);
  const redactor = createRedactor();
  const secrets = controlSecrets({ sops: () => findTool('sops', { env, log }), learn: (value) => redactor.add(value) });
  const cache = join(env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache'), 'roost', 'restic');
  await mkdir(cache, { recursive: true, mode: 0o700 });
  return openConfigured(fleet.backup.repository, secretOf(await secrets(fleet.secrets)), {
    executable: await findTool('restic', { env, log }),
    cache,
    scrub: (text) => redactor.scrub(text),
  });
}
