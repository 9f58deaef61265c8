/** A person's files that a commit would replace. */
import { plainText } from '../../../lib/plain-text';
import { shellScript } from '../../../lib/shell-script';
import type { Site } from '../../app/site';

const brought = shellScript(__dirname, 'brought');

/** All are relative to the source; of a folder that is no working copy, those that differ. */
export interface Brought {
  /** Replaced, and kept. */
  brought: string[];
  /** What git would remove with all that is in it: a folder where the commit has a file, a file or link where it has a folder. */
  inTheWay: string[];
}

export async function broughtFiles({ host, paths, source }: Site, commit: string): Promise<Brought> {
  const { stdout } = await host.exec(brought(paths.mirror, commit, source), { timeout: 5 * 60_000 });
  const all = stdout.split('\0');
  const end = all.indexOf('');
  const names = (some: string[]): string[] => some.filter(Boolean).map(plainText);
  return { inTheWay: names(all.slice(0, end)), brought: names(all.slice(end + 1)) };
}
