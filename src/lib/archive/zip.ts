/** Reads a zip by the list at its end: files that are stored or deflated. */
import type { FileHandle } from 'node:fs/promises';
import { createInflateRaw } from 'node:zlib';
import { ArchiveError, type Entry } from './entry';

const END = 0x06054b50;
const LISTED = 0x02014b50;
const LOCAL = 0x04034b50;
/** Of the list of all files. */
const LONGEST = 64 * 1024 * 1024;

/** Errors: `ArchiveError`. */
export async function* readZip(file: FileHandle): AsyncGenerator<Entry> {
  const { size } = await file.stat();
  const { count, at, length } = await endOf(file, size);
  if (length > LONGEST || at + length > size) throw new ArchiveError('it is damaged');
  const list = await read(file, at, length);
  for (let i = 0, p = 0; i < count; i++) {
    if (p + 46 > list.length || list.readUInt32LE(p) !== LISTED) throw new ArchiveError('it is damaged');
    const [flags, method] = [list.readUInt16LE(p + 8), list.readUInt16LE(p + 10)];
    const [packed, whole] = [list.readUInt32LE(p + 20), list.readUInt32LE(p + 24)];
    const [names, extra, remark] = [28, 30, 32].map((o) => list.readUInt16LE(p + o)) as [
      number,
      number,
      number,
    ];
    const [madeOn, attributes, local] = [list[p + 5]!, list.readUInt32LE(p + 38), list.readUInt32LE(p + 42)];
    const name = list.subarray(p + 46, p + 46 + names).toString('utf8');
    p += 46 + names + extra + remark;
    if (flags & 1) throw new ArchiveError('it has a password');
    if ([packed, whole, local].includes(0xffffffff))
      throw new ArchiveError('it has a file of more than 4 GiB');
    if (method !== 0 && method !== 8)
      throw new ArchiveError(`it is packed in a way (${method}) that is not known here`);
    const mode = madeOn === 3 ? attributes >>> 16 : 0;
    const type = mode & 0o170000;
    const content = (): AsyncIterable<Buffer> => contentOf(file, { local, packed, whole, method, size });
    yield {
      name,
      kind: name.endsWith('/')
        ? 'folder'
        : type === 0o120000
          ? 'link'
          : [0, 0o100000].includes(type)
            ? 'file'
            : 'other',
      target: type === 0o120000 ? (await all(content(), 4096)).toString('utf8') : '',
      mode: mode & 0o777 || (name.endsWith('/') ? 0o755 : 0o644),
      modified: 0,
      content,
    };
  }
}

async function endOf(file: FileHandle, size: number): Promise<{ count: number; at: number; length: number }> {
  const from = Math.max(0, size - 65_557);
  const tail = await read(file, from, size - from);
  for (let p = tail.length - 22; p >= 0; p--)
    if (tail.readUInt32LE(p) === END) {
      const [count, length, at] = [
        tail.readUInt16LE(p + 10),
        tail.readUInt32LE(p + 12),
        tail.readUInt32LE(p + 16),
      ];
      if (count === 0xffff || at === 0xffffffff)
        throw new ArchiveError('it has too many files, or more than 4 GiB');
      return { count, at, length };
    }
  throw new ArchiveError('it is cut: its list is missing');
}

interface Place {
  local: number;
  packed: number;
  whole: number;
  method: number;
  size: number;
}

async function* contentOf(
  file: FileHandle,
  { local, packed, whole, method, size }: Place,
): AsyncGenerator<Buffer> {
  const head = await read(file, local, 30);
  if (head.readUInt32LE(0) !== LOCAL) throw new ArchiveError('it is damaged');
  const start = local + 30 + head.readUInt16LE(26) + head.readUInt16LE(28);
  if (start + packed > size) throw new ArchiveError('it is cut');
  if (packed === 0) return;
  const raw = file.createReadStream({ start, end: start + packed - 1, autoClose: false });
  let found = 0;
  const chunks: AsyncIterable<Buffer> = method === 8 ? raw.pipe(createInflateRaw()) : raw;
  for await (const chunk of chunks) {
    found += chunk.length;
    // What it says of itself is what was counted against the limit.
    if (found > whole) throw new ArchiveError('it has a file that is larger than its list says');
    yield chunk;
  }
  if (found !== whole) throw new ArchiveError('it has a file that is smaller than its list says');
}

async function read(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, at);
  if (bytesRead < length) throw new ArchiveError('it is cut');
  return buffer;
}

async function all(chunks: AsyncIterable<Buffer>, most: number): Promise<Buffer> {
  let found = Buffer.alloc(0);
  for await (const chunk of chunks) {
    found = Buffer.concat([found, chunk]);
    if (found.length > most) throw new ArchiveError('it has a link that is too long');
  }
  return found;
}
