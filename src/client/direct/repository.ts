/** The fleet's backup repository, straight from here: no Temporal in between. */
import { backupOf } from '../../fleet/config';
import { createRedactor } from '../../host/redact';
import { openConfigured, resticCache, type Restic } from '../../restic';
import { controlSecrets, secretOf } from '../../secrets/control';
import { findTool } from '../../tools';
import type { Context } from '../context';

/** Aborting `signal` ends whatever restic is under way. Errors: `BadRequest` where the fleet file names none; `SecretInvalid`, `SecretKeyWrong`, `ToolMissing`. */
export async function repositoryOf({ fleet: read, env, screen }: Context, signal?: AbortSignal): Promise<Restic> {
  const fleet = await read();
  const { repository } = backupOf(fleet);
  const log = (line: string): void => screen.note(line);
  const redactor = createRedactor();
  const secrets = controlSecrets({ sops: () => findTool('sops', { env, log }), learn: (value) => redactor.add(value) });
  return openConfigured(repository, secretOf(await secrets(fleet.secrets)), {
    executable: await findTool('restic', { env, log }),
    cache: await resticCache(env),
    scrub: (text) => redactor.scrub(text),
    signal,
  });
}
