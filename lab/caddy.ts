/** Debian's Caddy, taken out of its package: nothing is installed, and no service starts. */
import { access, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheDir } from './paths';
import { run } from './run';

const binary = (): string => join(cacheDir(), 'caddy', 'usr', 'bin', 'caddy');

/** Path of a static program; null: this machine has no apt-get to fetch it with. */
export async function caddyProgram(): Promise<string | null> {
  const there = async (): Promise<boolean> =>
    access(binary()).then(
      () => true,
      () => false,
    );
  if (await there()) return binary();
  const folder = await mkdtemp(`${cacheDir()}/caddy-`);
  try {
    await run([
      'sh',
      '-c',
      'cd "$1" && apt-get download -qq caddy && dpkg -x caddy_*.deb unpacked',
      'fetch',
      folder,
    ]);
    if (!(await readdir(folder)).includes('unpacked')) return null;
    // Another test may have been faster.
    await rename(join(folder, 'unpacked'), join(cacheDir(), 'caddy')).catch(() => undefined);
    return (await there()) ? binary() : null;
  } catch {
    return null;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
