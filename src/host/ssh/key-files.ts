/**
 * A private SSH key of the control host. Of a rotation are beside FILE, which every connection uses:
 * FILE.next, the new key only, and FILE.former, by which hosts are still reached that do not have the new
 * one.
 */
import { readFile, realpath, rm } from 'node:fs/promises';
import { RoostError } from '../../errors';
import { writeAtomic } from '../../lib/files/atomic-file';

export interface SshKeyFiles {
  /** Absolute, links followed. */
  file: string;
  next: string;
  former: string;
}

/** Errors: `SecretKeyWrong` if it cannot be read. */
export async function sshKeyFilesOf(path: string): Promise<SshKeyFiles> {
  const file = await realpath(path).catch(({ message }: Error) => {
    throw new RoostError('SecretKeyWrong', `The SSH key ${path} cannot be read: ${message}`, { file: path });
  });
  return { file, next: `${file}.next`, former: `${file}.former` };
}

export type SshKeyPhase = 'none' | 'made' | 'used';

export async function sshKeyPhase({ file, next }: SshKeyFiles): Promise<SshKeyPhase> {
  const fresh = await textOf(next);
  if (fresh === null) return 'none';
  return (await textOf(file)) === fresh ? 'used' : 'made';
}

/** FILE is the new key, and FILE.former what it was. May be done again at any point. */
export async function useNextKey({ file, next, former }: SshKeyFiles): Promise<void> {
  const [fresh, present] = [await textOf(next), await textOf(file)];
  if (fresh === null)
    throw new RoostError('SecretKeyWrong', `${next} is gone: the rotation has ended, or was given up.`, {
      file: next,
    });
  if (fresh === present) return;
  // First, so that there is no moment in which one of them is nowhere.
  await writeAtomic(former, present!);
  await writeAtomic(file, fresh);
  const shown = await textOf(`${next}.pub`);
  if (shown !== null) await writeAtomic(`${file}.pub`, shown, { mode: 0o644 });
}

/** Only FILE is left. */
export async function forgetFormerKey({ next, former }: SshKeyFiles): Promise<void> {
  // A rotation is over when FILE.next is gone: that comes last.
  for (const one of [former, `${next}.pub`, next]) await rm(one, { force: true });
}

export const textOf = async (file: string): Promise<string | null> =>
  readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new RoostError('SecretKeyWrong', `The SSH key ${file} cannot be read: ${error.message}`, { file });
  });
