/** The fleet's backup repository, straight from here: no Temporal in between. */
import { backupOf } from '../fleet/file';
import { createRedactor } from '../host/redact';
import { openConfigured, resticCache, type Restic } from '../restic';
import { controlSecrets, secretOf } from '../secrets/control';
import { findTool } from '../tools';
import type { InspectDeps } from './deps';

export interface RepositoryAccess {
  /** Ends whatever restic is under way, within `grace` ms. */
  signal?: AbortSignal;
  grace?: number;
  /** Gets a line before a tool is fetched. */
  log?: (line: string) => void;
  /** False: sops and restic are searched for only where they are. */
  fetch?: boolean;
  /** Instead of the one in `secrets.file`. */
  password?: string;
}

/** Errors: `BadRequest` where the fleet file names none; `SecretInvalid`, `SecretKeyWrong`, `ToolMissing`. */
export async function repositoryOf(
  { fleet: read, env }: Pick<InspectDeps, 'fleet' | 'env'>,
  { signal, grace, log, fetch = true, password }: RepositoryAccess = {},
): Promise<Restic> {
  const fleet = await read();
  const { repository } = backupOf(fleet);
  const options = { env, fetch, log };
  const redactor = createRedactor();
  const secrets = controlSecrets({
    sops: () => findTool('sops', options),
    learn: (value) => redactor.add(value),
  });
  if (password !== undefined) redactor.add(password);
  const given = password === undefined ? {} : { [repository.password.secret]: password };
  return openConfigured(repository, secretOf({ ...(await secrets(fleet.secrets)), ...given }), {
    executable: await findTool('restic', options),
    cache: await resticCache(env),
    scrub: (text) => redactor.scrub(text),
    signal,
    grace,
  });
}
