import { RoostError } from '../../errors';

/** Output of `git cat-file --batch='%(objecttype) %(objectsize)'`. Null: what is no file. */
export function parseBatch(output: Buffer, count: number): (Buffer | null)[] {
  const found: (Buffer | null)[] = [];
  let at = 0;
  while (found.length < count) {
    const end = output.indexOf(0x0a, at);
    if (end < 0) throw new RoostError('FetchFailed', 'git cat-file ended in the middle of an answer.');
    const header = output.subarray(at, end).toString();
    const match = /^blob (\d+)$/.exec(header);
    at = end + 1;
    if (!match) {
      found.push(null);
      const other = /^(?:tree|commit|tag) (\d+)$/.exec(header);
      if (other) at += Number(other[1]) + 1;
      continue;
    }
    const size = Number(match[1]);
    if (output.length < at + size)
      throw new RoostError('FetchFailed', 'git cat-file ended in the middle of an answer.');
    found.push(output.subarray(at, at + size));
    at += size + 1;
  }
  return found;
}
