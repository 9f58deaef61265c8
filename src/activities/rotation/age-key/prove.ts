/** That the new key by itself opens what it is to open, and the former ones no more. */
import { RoostError } from '../../../errors';
import { sentences } from '../../../lib/sentences';
import { plural } from '../../../lib/units';
import type { RotationStepArgs, SecretsRepository } from '../../../protocol/steps/rotation';
import { each, type SecretContent } from '../../../secrets/age/recipients';
import { decrypt } from '../../../secrets/decrypt';
import { readBranch } from '../repository';
import type { RotationSite } from '../site';
import { isUnshared, isWide } from './change';
import { madeKeys, type Rotating } from './keys';

type Former = RotationStepArgs['proveAgeKey']['former'];

export async function proveBranch(
  site: RotationSite,
  file: string,
  where: SecretsRepository,
  former: Former,
): Promise<string> {
  const keys = await madeKeys(site.deps, file);
  const { secrets } = await readBranch(
    site.deps,
    site.fleet,
    where,
    [...keys.former, keys.next],
    site.signal,
  );
  const late = secrets.filter((one) => (former === 'fails' ? isWide(one, keys) : isUnshared(one, keys)));
  if (late.length > 0)
    throw new RoostError(
      'SecretKeyWrong',
      sentences(
        `${late.map(({ path }) => path).join(', ')} of ${where.app} came or was changed meanwhile:`,
        'run the command again.',
      ),
      { app: where.app },
    );
  const ours = secrets.filter(({ known }) => known.recipients.includes(keys.next));
  return proveAll(site, keys, ours, former);
}

/** Errors: `SecretKeyWrong` for what the new key does not open, or a former one still does. */
export async function proveAll(
  site: Pick<RotationSite, 'deps'>,
  { sops, files }: Rotating,
  secrets: SecretContent[],
  former: Former,
): Promise<string> {
  await each(secrets, async ({ path: name, format, ciphertext }) => {
    await decrypt({ sops, ciphertext, format, keyFile: files.next, name });
    if (former === 'fails' && (await opensWith(sops, { path: name, format, ciphertext }, files.former)))
      throw new RoostError('SecretKeyWrong', `A former key still opens ${name}.`, { file: name });
  });
  return plural(secrets.length, 'file');
}

async function opensWith(
  sops: string,
  { path: name, format, ciphertext }: SecretContent,
  keyFile: string,
): Promise<boolean> {
  try {
    await decrypt({ sops, ciphertext, format, keyFile, name });
    return true;
  } catch (error) {
    if (error instanceof RoostError && error.code === 'SecretKeyWrong') return false;
    throw error;
  }
}
