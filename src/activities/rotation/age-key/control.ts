/** The control plane's own file of secrets, which is on the control host. */
import { readFile, realpath, stat } from 'node:fs/promises';
import { RoostError } from '../../../errors';
import { writeAtomic } from '../../../lib/files/atomic-file';
import type { RotationStepArgs } from '../../../protocol/steps/rotation';
import { readEncrypted } from '../../../secrets/encrypted';
import type { FoundSecret } from '../repository';
import type { RotationSite } from '../site';
import type { share } from './change';
import { madeKeys } from './keys';
import { proveAll } from './prove';

/** Errors: `SecretInvalid`. */
export async function readControl(path: string): Promise<FoundSecret & { real: string }> {
  const real = await realpath(path).catch(() => path);
  const ciphertext = await readFile(real).catch(({ message }: Error) => {
    throw new RoostError('SecretInvalid', `${path} cannot be read: ${message}`, { file: path });
  });
  const known = readEncrypted(ciphertext, 'dotenv');
  if (!known) throw new RoostError('SecretInvalid', `${path} is no file of sops.`, { file: path });
  return { path, real, ciphertext, format: 'dotenv', mode: '', known };
}

export async function changeControl(
  site: RotationSite,
  file: string,
  secrets: string,
  change: typeof share,
): Promise<string> {
  const keys = await madeKeys(site.deps, file);
  const found = await readControl(secrets);
  if (!change.needs(found, keys)) return 'it is so already';
  const [made] = await change.secrets([found], keys);
  await site.hold();
  if (!found.ciphertext.equals(await readFile(found.real)))
    throw new RoostError('SecretInvalid', `${secrets} was changed meanwhile.`, { file: secrets });
  await writeAtomic(found.real, made!, { mode: (await stat(found.real)).mode & 0o777 });
  return 'written';
}

export async function proveControl(
  site: RotationSite,
  { file, secrets, former }: RotationStepArgs['proveControl'],
): Promise<string> {
  const found = await readControl(secrets);
  return proveAll(site, await madeKeys(site.deps, file), [found], former);
}
