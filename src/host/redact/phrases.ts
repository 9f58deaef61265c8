/**
 * Finds any of many phrases in a text, in one pass. They are kept sorted: the
 * longest phrase at a position is found by a binary search for the text there,
 * or is a prefix of the phrase that the search finds.
 */

const { imul } = Math;

/** Shortest phrase. */
export const SHORTEST = 4;

interface Index {
  sorted: string[];
  /** For each phrase: its longest prefix among the others; -1: none. */
  beginnings: Int32Array;
  /** By hash of the first characters: whether a phrase has them. */
  starts: Uint8Array;
}

export class Phrases {
  readonly #all = new Set<string>();
  #index: Index | undefined;

  add(phrase: string): void {
    if (phrase.length < SHORTEST || this.#all.has(phrase)) return;
    this.#all.add(phrase);
    this.#index = undefined;
  }

  /** `text` with each phrase replaced by `instead`; overlapping phrases count as one. */
  replace(text: string, instead: string): string {
    if (this.#all.size === 0 || text.length < SHORTEST) return text;
    const index = (this.#index ??= indexOf(this.#all));
    const mask = index.starts.length - 1;
    let clean = '';
    let done = 0;
    let begin = -1;
    let end = -1;
    for (let at = 0; at + SHORTEST <= text.length; at++) {
      if (index.starts[hash(text, at) & mask] === 0) continue;
      const length = longestAt(index, text, at);
      if (length === 0 || at + length <= end) continue;
      if (at >= end) {
        if (begin >= 0) clean += text.slice(done, begin) + instead;
        done = Math.max(done, end);
        begin = at;
      }
      end = at + length;
    }
    if (begin < 0) return text;
    return `${clean}${text.slice(done, begin)}${instead}${text.slice(end)}`;
  }
}

function indexOf(phrases: Iterable<string>): Index {
  const sorted = [...phrases].sort();
  const beginnings = new Int32Array(sorted.length);
  const starts = new Uint8Array(2 ** Math.ceil(Math.log2(16 * sorted.length + 256)));
  const open: number[] = [];
  sorted.forEach((phrase, i) => {
    while (open.length > 0 && !phrase.startsWith(sorted[open.at(-1)!]!)) open.pop();
    beginnings[i] = open.at(-1) ?? -1;
    open.push(i);
    starts[hash(phrase, 0) & (starts.length - 1)] = 1;
  });
  return { sorted, beginnings, starts };
}

const hash = (text: string, at: number): number => {
  const two = imul(text.charCodeAt(at), 0x9e3779b1) ^ text.charCodeAt(at + 1);
  const three = imul(two, 0x85ebca6b) ^ text.charCodeAt(at + 2);
  const four = imul(three, 0xc2b2ae35) ^ text.charCodeAt(at + 3);
  return four ^ (four >>> 15);
};

/** Length of the longest phrase at that position of the text; 0: none. */
function longestAt({ sorted, beginnings }: Index, text: string, at: number): number {
  let low = 0;
  let high = sorted.length;
  let found = -1;
  // Characters of the text that the phrases at both ends begin with, hence all between.
  let shared = 0;
  let sharedHigh = 0;
  while (low < high) {
    const middle = (low + high) >> 1;
    const phrase = sorted[middle]!;
    const same = sharedAt(phrase, text, at, shared < sharedHigh ? shared : sharedHigh);
    // A text that ends here sorts before every longer one.
    const isAfter = same < phrase.length && !(phrase.charCodeAt(same) < text.charCodeAt(at + same));
    if (isAfter) {
      high = middle;
      sharedHigh = same;
    } else {
      low = middle + 1;
      found = middle;
      shared = same;
    }
  }
  while (found >= 0 && sorted[found]!.length > shared) found = beginnings[found]!;
  return found < 0 ? 0 : sorted[found]!.length;
}

function sharedAt(phrase: string, text: string, at: number, from: number): number {
  const most = Math.min(phrase.length, text.length - at);
  let same = from;
  while (same < most && phrase.charCodeAt(same) === text.charCodeAt(at + same)) same++;
  return same;
}
