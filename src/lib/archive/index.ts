/**
 * Unpacks an archive that somebody else has made: tar, tar.gz or zip.
 * Nothing of it gets outside of its folder.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { link, lstat, mkdir, open, rm, symlink, utimes } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { ArchiveError, safeName, type Entry } from './entry';
import { readTar } from './tar';
import { readZip } from './zip';

export { ArchiveError } from './entry';

export interface Limits {
  /** Of all files together. */
  bytes: number;
  /** Files, folders and links. */
  entries: number;
}

/** Into `folder`, which is empty. Errors: `ArchiveError` with what is wrong with it. */
export async function unpack(archive: string, folder: string, limits: Limits): Promise<void> {
  const file = await open(archive, 'r');
  try {
    const first = (await file.read(Buffer.alloc(6), 0, 6, 0)).buffer.toString('hex');
    if (first.startsWith('504b0304') || first.startsWith('504b0506'))
      await fill(folder, readZip(file), limits);
    else if (/^(fd377a58|28b52ffd|425a68)/.test(first))
      throw new ArchiveError(
        'it is packed by xz, zstd or bzip2; those that can be unpacked are tar, tar.gz and zip',
      );
    else {
      const raw = createReadStream(archive);
      const stream = first.startsWith('1f8b') ? raw.pipe(createGunzip()) : raw;
      raw.on('error', (error) => stream.destroy(error));
      await fill(folder, readTar(stream), limits).finally(() => raw.destroy());
    }
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (/^(Z_|ERR_ZLIB)/.test(code)) throw new ArchiveError('it is damaged');
    if (/^(ERR_FS_)?(EEXIST|EISDIR|ENOTDIR)$/.test(code))
      throw new ArchiveError('it has a file and a folder of one name');
    throw error;
  } finally {
    await file.close();
  }
}

async function fill(folder: string, entries: AsyncIterable<Entry>, limits: Limits): Promise<void> {
  const names = new Set<string>();
  const links = new Map<string, string>();
  let [count, bytes] = [0, 0];
  for await (const entry of entries) {
    if ((count += 1) > limits.entries) throw new ArchiveError(`it has more than ${limits.entries} files`);
    const name = safeName(entry.name);
    const path = join(folder, name);
    if (name === '') continue;
    names.add(name);
    if (entry.kind === 'other')
      throw new ArchiveError(`${JSON.stringify(name)} in it is no file, folder or link`);
    if (entry.kind === 'folder') await mkdir(path, { recursive: true, mode: 0o700 });
    if (entry.kind === 'link') links.set(name, insideTarget(name, entry.target));
    if (entry.kind === 'hard link') {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await link(await fileAt(folder, safeName(entry.target)), path);
    }
    if (entry.kind !== 'file') continue;
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    // The later one of a name counts.
    await rm(path, { force: true });
    const counted = async function* (): AsyncGenerator<Buffer> {
      for await (const piece of entry.content()) {
        if ((bytes += piece.length) > limits.bytes)
          throw new ArchiveError(`it unpacks to more than ${limits.bytes} bytes`);
        yield piece;
      }
    };
    await pipeline(
      Readable.from(counted()),
      createWriteStream(path, { flags: 'wx', mode: entry.mode | 0o600 }),
    );
    if (entry.modified > 0) await utimes(path, entry.modified, entry.modified);
  }
  // At the end, so that nothing was written by way of one.
  for (const [name, target] of links) {
    if ([...names].some((other) => other.startsWith(`${name}/`)))
      throw new ArchiveError(`${JSON.stringify(name)} in it is a link, and a folder too`);
    await mkdir(dirname(join(folder, name)), { recursive: true, mode: 0o700 });
    await rm(join(folder, name), { force: true });
    await symlink(target, join(folder, name));
  }
}

/** Errors: `ArchiveError` where the link leads out. */
function insideTarget(name: string, target: string): string {
  const led = posix.normalize(posix.join(dirname(name), target));
  // Behind another link `..` is not where it seems.
  const isPlain = !/[^/.][^/]*\/+(.*\/)?\.\.(\/|$)/.test(target);
  if (
    !isPlain ||
    target === '' ||
    target.startsWith('/') ||
    led === '..' ||
    led.startsWith('../') ||
    target.includes('\0')
  )
    throw new ArchiveError(`${JSON.stringify(name)} in it is a link that leads out of its folder`);
  return target;
}

async function fileAt(folder: string, name: string): Promise<string> {
  const found = name === '' ? null : await lstat(join(folder, name)).catch(() => null);
  if (!found?.isFile())
    throw new ArchiveError(`it has a hard link to ${JSON.stringify(name)}, which is no file in it`);
  return join(folder, name);
}
