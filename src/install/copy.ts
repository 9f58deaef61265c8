/** Copies a build into the folder of versions. An installed version never changes. */
import {
  constants,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  copyFileSync,
  chmodSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { isWanted, productionPackages } from './packages';
import { packageList } from './version';

export interface Build {
  /** The folder with dist, node_modules, roost. */
  root: string;
  /** Programs for the version's folder `bin`: name to path. */
  tools: Record<string, string>;
}

const own = ['dist', 'roost', 'package.json', 'LICENSE', packageList];

/** Copies all files or none. `former`: a version whose equal files are linked instead of copied. */
export function copyVersion({ root, tools }: Build, target: string, former?: string): void {
  const making = `${target}.${process.pid}.new`;
  rmSync(making, { recursive: true, force: true });
  try {
    mkdirSync(join(making, 'bin'), { recursive: true });
    copyPackages(root, making, former);
    for (const name of own) copy(join(root, name), join(making, name), (file) => !/\.(lock|tmp)$/.test(file));
    for (const [name, file] of Object.entries(tools))
      placeTool(file, join(making, 'bin', name), former && join(former, 'bin', name));
    openUp(making);
    renameSync(making, target);
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
}

function copyPackages(root: string, target: string, former?: string): void {
  if (former && isSame(join(root, packageList), join(former, packageList)))
    return share(join(former, 'node_modules'), join(target, 'node_modules'));
  for (const folder of productionPackages(root))
    copy(join(root, folder), join(target, folder), (file) => isWanted(root, folder, file));
}

function copy(from: string, to: string, filter: (file: string) => boolean): void {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to, {
    recursive: true,
    verbatimSymlinks: true,
    mode: constants.COPYFILE_FICLONE,
    filter: (file) => filter(file),
  });
}

/** Makes hard links, since no installed version is ever written to. */
function share(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (entry.isDirectory()) share(join(from, entry.name), join(to, entry.name));
    else if (!existsSync(join(to, entry.name))) linkSync(join(from, entry.name), join(to, entry.name));
  }
}

/**
 * Lets all accounts read and only the owner write: a checkout may be private, and the services run as
 * another user.
 */
function openUp(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = join(folder, entry.name);
    if (entry.isDirectory()) openUp(file);
    else if (entry.isFile())
      grant(file, (mode) => (mode | 0o444 | ((mode & 0o100) >> 3) | ((mode & 0o100) >> 6)) & ~0o022);
  }
  grant(folder, (mode) => (mode | 0o555) & ~0o022);
}

function grant(file: string, more: (mode: number) => number): void {
  const mode = statSync(file).mode & 0o777;
  if (more(mode) !== mode) chmodSync(file, more(mode));
}

function placeTool(file: string, to: string, former?: string): void {
  if (former && isSame(file, former)) return linkSync(former, to);
  copyFileSync(file, to, constants.COPYFILE_FICLONE);
  chmodSync(to, 0o755);
}

function isSame(one: string, other: string): boolean {
  if (!existsSync(one) || !existsSync(other)) return false;
  return statSync(one).size === statSync(other).size && readFileSync(one).equals(readFileSync(other));
}
