/** A person's files that a commit would replace. */
import { plainText } from '../../../lib/plain-text';
import { shellScript } from '../../../lib/shell-script';
import type { Site } from '../../app/site';

const brought = shellScript(__dirname, 'brought');

/** Relative to the source; of a folder that is no working copy all that differ. */
export async function broughtFiles({ host, paths, source }: Site, commit: string): Promise<string[]> {
  const { stdout } = await host.exec(brought(paths.mirror, commit, source), { timeout: 5 * 60_000 });
  return stdout.split('\0').filter(Boolean).map(plainText);
}
