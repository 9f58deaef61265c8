/**
 * Another password of restic repositories. Until it has ended `secrets.file`
 * has beside SECRET: SECRET_NEXT, the new one, and SECRET_FORMER_PLACE, the
 * id of the key that goes from each repository.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RoostError } from '../../../errors';
import { backupOf, type PlannedFleet, type RepositoryConfig } from '../../../fleet/file';
import type { RepositoryPlace, RotationStepArgs } from '../../../protocol/steps/rotation';
import type { Restic } from '../../../restic';
import type { RotationSite } from '../site';

export const nextName = (secret: string): string => `${secret}_NEXT`;
export const formerName = (secret: string, place: RepositoryPlace): string =>
  `${secret}_FORMER_${place.toUpperCase()}`;

type Site = Pick<RotationSite, 'deps' | 'fleet' | 'signal' | 'hold'>;
type Args = RotationStepArgs['preparePassword'];

export async function preparePassword(site: Site, { secret, places }: Args): Promise<string> {
  await site.hold();
  // Before there is a password that could be stored nowhere.
  await site.deps.setSecret(site.fleet.secrets, secret, null);
  if ((await valueOf(site, nextName(secret))) === null)
    await set(site, nextName(secret), randomBytes(32).toString('base64url'));
  for (const place of places) {
    if ((await valueOf(site, formerName(secret, place))) !== null) continue;
    const id = await currentKey(await opened(site, place, secret));
    await set(site, formerName(secret, place), id);
  }
  return `${nextName(secret)} is in secrets.file`;
}

export async function addRepositoryKey(
  site: Site,
  { secret, place }: RotationStepArgs['addRepositoryKey'],
): Promise<string> {
  const isThere = await opensAlone(site, place, nextName(secret));
  if (!isThere) {
    const password = await site.deps.controlSecret(nextName(secret), site.fleet.secrets);
    await site.hold();
    const restic = await opened(site, place, secret);
    await inFile(password, (file) => restic.addKey(file, 'roost', site.fleet.name));
    if (!(await opensAlone(site, place, nextName(secret))))
      throw new RoostError('ResticFailed', `The new password does not open ${restic.where}.`, {});
  }
  const found = await (await opened(site, place, nextName(secret))).snapshots();
  return `${isThere ? 'it opens already' : 'added, and opened only by it'}: ${found.length} snapshots`;
}

export async function storePassword(site: Site, { secret, places }: Args): Promise<string> {
  const next = await site.deps.controlSecret(nextName(secret), site.fleet.secrets);
  // Again: what follows takes the former one away.
  for (const place of places) await (await opened(site, place, nextName(secret))).snapshots();
  if ((await valueOf(site, secret)) === next) return 'it is so already';
  await site.hold();
  await set(site, secret, next);
  return `${secret} is the new one`;
}

export async function removeRepositoryKey(
  site: Site,
  { secret, place }: RotationStepArgs['removeRepositoryKey'],
): Promise<string> {
  const former = await site.deps.controlSecret(formerName(secret, place), site.fleet.secrets);
  const restic = await opened(site, place, secret);
  const keys = await restic.keys();
  if (keys.some(({ id, current }) => current && id === former))
    throw new RoostError('ResticFailed', `${secret} still opens ${restic.where} by its former key.`, {});
  const others = keys.filter(({ id, current }) => !current && id !== former);
  const left = others.map(({ id, user, host }) => `${id.slice(0, 8)} ${user}@${host}`).join(', ');
  const note = others.length === 0 ? '' : `; other keys stay: ${left}`;
  if (!keys.some(({ id }) => id === former)) return `it is gone already${note}`;
  await site.hold();
  await restic.removeKey(former);
  await restic.snapshots();
  return `removed ${former.slice(0, 8)}${note}`;
}

export async function forgetPassword(site: Site, { secret, places }: Args): Promise<string> {
  await site.hold();
  const names = [nextName(secret), ...places.map((place) => formerName(secret, place))];
  await site.deps.removeSecrets(site.fleet.secrets, names);
  return `keep a copy of ${secret} outside the fleet`;
}

/** Null: there is none of that name. */
async function valueOf({ deps, fleet }: Pick<Site, 'deps' | 'fleet'>, name: string): Promise<string | null> {
  try {
    return await deps.controlSecret(name, fleet.secrets);
  } catch (error) {
    if (error instanceof RoostError && error.details.secret === name) return null;
    throw error;
  }
}

async function set({ deps, fleet }: Site, name: string, value: string): Promise<void> {
  deps.redactor.add(value);
  await deps.setSecret(fleet.secrets, name, value);
}

function configOf(fleet: PlannedFleet, place: RepositoryPlace): RepositoryConfig | undefined {
  const { repository, second } = backupOf(fleet);
  return place === 'first' ? repository : second;
}

/** Only by the password of that name. */
function opened({ deps, fleet, signal }: Site, place: RepositoryPlace, secret: string): Promise<Restic> {
  const config = configOf(fleet, place);
  if (!config) throw new RoostError('BadRequest', 'The fleet file names no backup.second any more.');
  return deps.restic({ ...config, password: { secret } }, { signal, secrets: fleet.secrets });
}

async function opensAlone(site: Site, place: RepositoryPlace, secret: string): Promise<boolean> {
  const restic = await opened(site, place, secret);
  try {
    await restic.keys();
    return true;
  } catch (error) {
    if (error instanceof RoostError && error.code === 'RepositoryPasswordWrong') return false;
    throw error;
  }
}

/** Errors: those of the repository. */
async function currentKey(restic: Restic): Promise<string> {
  const current = (await restic.keys()).find((key) => key.current);
  if (!current)
    throw new RoostError('ResticFailed', `restic does not say which key opened ${restic.where}.`, {});
  return current.id;
}

/** In a file that only this user reads, for one command: arguments are seen by all of this machine. */
async function inFile(password: string, work: (file: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'roost-password-'));
  try {
    const file = join(folder, 'password');
    await writeFile(file, password, { mode: 0o600 });
    await work(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
