/** The keys of a rotation, by the files that are beside each other on the control host. */
import { RoostError } from '../../../errors';
import { keyFilesOf, recipientsIn, type KeyFiles } from '../../../secrets/age/key-file';
import type { Deps } from '../../deps';

export interface Rotating {
  sops: string;
  files: KeyFiles;
  /** Public key of the new one; null: it is not made yet. */
  next: string | null;
  /** Public keys of all that it replaces. */
  former: string[];
}

/** Errors: `SecretKeyWrong`, `ToolMissing`. */
export async function rotatingKeys(deps: Pick<Deps, 'tool'>, path: string): Promise<Rotating> {
  const files = await keyFilesOf(path);
  const [sops, ageKeygen] = [await deps.tool('sops'), await deps.tool('age-keygen')];
  const [next = null] = await recipientsIn(ageKeygen, files.next);
  const present = [
    ...(await recipientsIn(ageKeygen, files.file)),
    // Those of an earlier rotation, after which a file may have been left.
    ...(await recipientsIn(ageKeygen, files.former)),
  ];
  return { sops, files, next, former: [...new Set(present)].filter((key) => key !== next) };
}

/** Of a step behind the one that makes the new key. */
export async function madeKeys(deps: Pick<Deps, 'tool'>, path: string): Promise<Rotating & { next: string }> {
  const keys = await rotatingKeys(deps, path);
  if (keys.next !== null) return { ...keys, next: keys.next };
  throw new RoostError(
    'SecretKeyWrong',
    `${keys.files.next} is gone: the rotation has ended, or was given up.`,
    {
      file: keys.files.next,
    },
  );
}
