import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { debianImage } from './debian';
import { docker, tryDocker, type Log } from './engine';
import { sources } from './paths';

const folderOf = (name: string): string => join(sources, 'images', name);

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Key of what an image is built from: its folder, its arguments, its parent. */
async function key(name: string, args: Record<string, string>): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(args));
  for (const file of await filesBelow(folderOf(name))) {
    hash
      .update(relative(folderOf(name), file))
      .update('\0')
      .update(await readFile(file));
  }
  return hash.digest('hex').slice(0, 12);
}

export async function imageExists(image: string): Promise<boolean> {
  return (await tryDocker(['image', 'inspect', image])).code === 0;
}

/** Builds `lab/images/NAME`, unless the image made from the same sources is there. */
export async function buildImage(name: string, args: Record<string, string>, log: Log): Promise<string> {
  const image = `roost-lab/${name}:${await key(name, args)}`;
  if (await imageExists(image)) return image;
  log(`building the image ${name} (about a minute, once)`);
  const buildArgs = Object.entries(args).flatMap(([arg, value]) => ['--build-arg', `${arg}=${value}`]);
  // The machine's network, so that apt reaches what the machine reaches.
  await docker(['build', '--network', 'host', ...buildArgs, '-t', image, folderOf(name)]);
  return image;
}

export interface Images {
  host: string;
  registry: string;
  /** Name in the lab's registry to image here. */
  stock: Record<string, string>;
}

/** Builds what is not there yet. */
export async function buildImages(log: Log): Promise<Images> {
  const DEBIAN = await debianImage(log);
  const [host, base, registry] = await Promise.all([
    buildImage('host', { DEBIAN }, log),
    buildImage('base', { DEBIAN }, log),
    buildImage('registry', { DEBIAN }, log),
  ]);
  const stock: Record<string, string> = { 'roost-base:1': base };
  for (const VERSION of ['1', '2'])
    stock[`site:${VERSION}`] = await buildImage('site', { BASE: base, VERSION }, log);
  return { host, registry, stock };
}
