import { chmod, mkdir, stat } from 'node:fs/promises';

/**
 * Makes a folder that only its owner may enter. One that all accounts may enter becomes so; one
 * that a group may enter was made like that on purpose.
 */
export async function makePrivateFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  const { mode, uid } = await stat(path);
  const me = process.getuid?.();
  if ((mode & 0o007) !== 0 && (me === 0 || me === uid)) await chmod(path, 0o700);
}
