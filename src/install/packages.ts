/** The packages of a checkout that a running roost needs, and their parts for this machine. */
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { packageList } from './version';

/** Folders relative to the root, such as `node_modules/pino`. A nested package has its own entry. */
export function productionPackages(root: string): string[] {
  const { packages } = JSON.parse(readFileSync(join(root, packageList), 'utf8')) as {
    packages: Record<string, { dev?: boolean }>;
  };
  return Object.keys(packages).filter(
    (folder) => folder !== '' && !packages[folder]!.dev && existsSync(join(root, folder)),
  );
}

/** Temporal's SDK has native parts for five platforms, 30 MB each. */
const natives = join('node_modules', '@temporalio', 'core-bridge', 'releases');
const architectures: Record<string, string> = { x64: 'x86_64', arm64: 'aarch64' };
const systems: Record<string, string> = { linux: 'linux', darwin: 'apple' };

/** Of 120 MB it needs 9: the rest are types, sources and maps. */
const cloudflare = join('node_modules', 'cloudflare');
const notRun = /(^|\/)src$|\.(map|mts|mjs)$|\.d\.ts$|\.md$/;

/** Whether a file or folder of a package is to be copied. */
export function isWanted(root: string, folder: string, file: string): boolean {
  const inside = relative(join(root, folder), file);
  if (inside === 'node_modules') return false;
  if (folder === cloudflare && notRun.test(inside)) return false;
  const native = relative(join(root, natives), file);
  if (native === '' || native.startsWith('..') || native.includes('/')) return true;
  return (
    native.startsWith(architectures[process.arch] ?? process.arch) &&
    native.includes(systems[process.platform] ?? process.platform)
  );
}
