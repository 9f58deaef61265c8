/** Reads a tar: ustar with the long names of GNU and of pax. */
import { ArchiveError, type Entry } from './entry';
import { Source } from './source';

const BLOCK = 512;
/** Of a long name, and of a pax header. */
const LONGEST = 1024 * 1024;
const kinds: Record<string, Entry['kind']> = {
  '0': 'file',
  '7': 'file',
  '5': 'folder',
  '2': 'link',
  '1': 'hard link',
};

/** Errors: `ArchiveError`. */
export async function* readTar(stream: AsyncIterable<Buffer>): AsyncGenerator<Entry> {
  const source = new Source(stream);
  let long: { path?: string; linkpath?: string } = {};
  for (;;) {
    const block = await source.take(BLOCK);
    if (block === null) throw new ArchiveError('it has no end');
    if (block.every((byte) => byte === 0)) return;
    const head = Buffer.from(block);
    requireSum(head);
    const size = numberIn(head, 124, 12);
    const type = String.fromCharCode(head[156] || 48);
    const padding = (BLOCK - (size % BLOCK)) % BLOCK;
    if (['L', 'K', 'x', 'g'].includes(type)) {
      if (size > LONGEST) throw new ArchiveError('it has a header without an end');
      const body = Buffer.from((await source.take(size + padding)) ?? cut()).subarray(0, size);
      if (type === 'L') long.path = textIn(body, 0, size);
      if (type === 'K') long.linkpath = textIn(body, 0, size);
      if (type === 'x') long = { ...long, ...paxIn(body) };
      continue;
    }
    const prefix = textIn(head, 257, 5) === 'ustar' && head[263] === 48 ? textIn(head, 345, 155) : '';
    const name = textIn(head, 0, 100);
    let left = size;
    const content = async function* (): AsyncGenerator<Buffer> {
      for await (const piece of source.pieces(left)) {
        left -= piece.length;
        yield piece;
      }
    };
    yield {
      name: long.path ?? (prefix ? `${prefix}/${name}` : name),
      kind: kinds[type] ?? 'other',
      target: long.linkpath ?? textIn(head, 157, 100),
      mode: numberIn(head, 100, 8) & 0o777,
      modified: numberIn(head, 136, 12),
      content,
    };
    for await (const _ of source.pieces(left + padding));
    long = {};
  }
}

const cut = (): never => {
  throw new ArchiveError('it is cut');
};

const textIn = (block: Buffer, at: number, size: number): string => {
  const text = block.subarray(at, at + size);
  const end = text.indexOf(0);
  return text.subarray(0, end < 0 ? size : end).toString('utf8');
};

function numberIn(block: Buffer, at: number, size: number): number {
  // Large numbers are written in binary.
  if (block[at]! & 0x80) {
    const value = block.subarray(at + size - 6, at + size).readUIntBE(0, 6);
    return value;
  }
  const text = textIn(block, at, size).trim();
  if (!/^[0-7]*$/.test(text)) throw new ArchiveError('it is no tar, or is damaged');
  return text === '' ? 0 : parseInt(text, 8);
}

function requireSum(head: Buffer): void {
  const sum = head.reduce((all, byte, i) => all + (i >= 148 && i < 156 ? 32 : byte), 0);
  if (sum !== numberIn(head, 148, 8)) throw new ArchiveError('it is no tar, or is damaged');
}

/** Records of `LENGTH KEY=VALUE`. */
function paxIn(body: Buffer): { path?: string; linkpath?: string } {
  const found = Object.create(null) as Record<string, string | undefined>;
  for (let at = 0; at < body.length;) {
    const blank = body.indexOf(32, at);
    const length = Number(body.subarray(at, blank).toString('latin1'));
    if (blank < 0 || !Number.isInteger(length) || length <= 0) break;
    const record = body.subarray(blank + 1, at + length - 1).toString('utf8');
    const equals = record.indexOf('=');
    found[record.slice(0, equals)] = record.slice(equals + 1);
    at += length;
  }
  if (found.size !== undefined || Object.keys(found).some((key) => key.startsWith('GNU.sparse')))
    throw new ArchiveError('it has a file that is sparse or larger than 8 GiB');
  return { path: found.path, linkpath: found.linkpath };
}
