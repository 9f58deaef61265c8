/** Whether copies of the keys that are kept elsewhere open all that is needed to have the fleet again. */
import { posix } from 'node:path';
import { RoostError } from '../errors';
import { backupOf, type AppConfig, type RepositoryConfig } from '../fleet/file';
import { createRedactor } from '../host/redact';
import { appTag, openConfigured, resticCache, type Restic } from '../restic';
import { controlSecrets } from '../secrets/control';
import { decrypt } from '../secrets/decrypt';
import { findTool } from '../tools';
import type { InspectDeps } from './deps';

export interface OfflineKeys {
  /** File of the age key. */
  ageKey: string;
  /** Of `backup.repository`, and of `backup.second`. */
  password: string;
  secondPassword?: string;
}

export interface KeyResult {
  what: string;
  /** Null: it opens; else why not. */
  problem: string | null;
  /** Nothing was tried. */
  untried?: true;
}

/** None of the keys that are on this machine is used: only the copies that are given. */
export async function tryKeys(
  { fleet: read, env }: Pick<InspectDeps, 'fleet' | 'env'>,
  { ageKey, password, secondPassword }: OfflineKeys,
): Promise<KeyResult[]> {
  const fleet = await read();
  const backup = backupOf(fleet);
  const sops = await findTool('sops', { env });
  const redactor = createRedactor();
  [password, secondPassword].forEach((value) => value !== undefined && redactor.add(value));
  const results: KeyResult[] = [];
  const attempt = async <T>(what: string, work: () => Promise<T>): Promise<T | null> => {
    try {
      const value = await work();
      results.push({ what, problem: null });
      return value;
    } catch (error) {
      if (!(error instanceof RoostError)) throw error;
      results.push({ what, problem: redactor.scrub(error.message).split('\n')[0]!.slice(0, 300) });
      return null;
    }
  };
  const control = controlSecrets({
    sops: () => Promise.resolve(sops),
    learn: (value) => redactor.add(value),
  });
  const values =
    fleet.secrets.file === undefined
      ? {}
      : await attempt(`${fleet.secrets.file}, the control plane's secrets`, () =>
          control({ age: { keyFile: ageKey }, file: fleet.secrets.file }),
        );
  const open = async (what: string, config: RepositoryConfig, by: string): Promise<Restic | null> =>
    attempt(what, async () => {
      const secret = (name: string): Promise<string> => {
        if (name === config.password.secret) return Promise.resolve(by);
        const value = values?.[name];
        if (value !== undefined) return Promise.resolve(value);
        throw new RoostError('SecretInvalid', `${name} is needed to reach it, and was not opened.`);
      };
      const restic = await openConfigured(config, secret, {
        executable: await findTool('restic', { env }),
        cache: await resticCache(env),
        scrub: (text) => redactor.scrub(text),
      });
      await restic.snapshots();
      return restic;
    });
  const restic = await open('backup.repository', backup.repository, password);
  if (backup.second && secondPassword !== undefined)
    await open('backup.second', backup.second, secondPassword);
  else if (backup.second)
    results.push({ what: 'backup.second', problem: 'no password was given for it', untried: true });
  for (const app of Object.values(fleet.apps))
    for (const secret of app.secrets) {
      const what = `${secret.source} of ${app.name}, from its newest snapshot`;
      if (!restic || app.backup.from === 'off') {
        results.push({
          what,
          problem: restic ? 'the app has no backup' : 'the repository does not open',
          untried: true,
        });
        continue;
      }
      await attempt(what, async () => {
        const ciphertext = await secretIn(restic, app, secret.source);
        const { source: name, format } = secret;
        await decrypt({ sops, ciphertext, format, keyFile: ageKey, name });
      });
    }
  return results;
}

/** Encrypted, as the repository of the app has it. Errors: `NotInSnapshot`. */
async function secretIn(restic: Restic, app: AppConfig, source: string): Promise<Buffer> {
  const newest = (await restic.snapshots(appTag(app.name)))
    .filter(({ paths }) => paths.length > 0)
    .sort((a, b) => a.time.localeCompare(b.time))
    .at(-1);
  const path = newest && posix.join(newest.paths[0]!, 'copies/config', app.source, source);
  const isThere = newest && (await restic.list(newest.id)).some((node) => node.path === path);
  if (!newest || !path || !isThere)
    throw new RoostError('NotInSnapshot', `No snapshot of ${app.name} has ${source}.`, { app: app.name });
  return Buffer.from(await restic.read(newest.id, path));
}
