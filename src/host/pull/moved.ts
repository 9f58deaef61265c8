/**
 * Reads from rsync's messages which files changed or vanished during the copy, and whether anything else
 * failed.
 */
import type { Dirent } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';

/** `path`: relative to the pulled folder; bytes that are no text as rsync prints them: `\#012`. */
export interface MovedFile {
  path: string;
  /** `cut`: it became shorter; `changed`: it changed at each try. The copy has an older version or none. */
  what: 'vanished' | 'cut' | 'changed';
}

/** The folder where rsync keeps incomplete files. */
export const PARTIAL_FOLDER = '.roost-partial';

/** At most so many are named. */
const NAMED = 1000;
const TAIL = 16 * 1024;

const patterns: [MovedFile['what'], RegExp][] = [
  ['vanished', /^(?:file|directory) has vanished: "(.*)"/],
  // ENODATA is rsync's own word for an end before the size that it had seen.
  ['cut', /^rsync: (?:\[sender\] )?read errors mapping "(.*)": No data available \(61\)/],
  ['changed', /^ERROR: (.*) failed verification -- update /],
];

/** Ignored: another line or the exit code has the same fact. */
const remarks =
  /^(WARNING: .* failed verification -- update .*will try again|rsync (error|warning): some files|IO error encountered -- skipping file deletion)/;

/** Reads the lines of rsync's stderr as they come. */
export class MovedReader {
  readonly moved = new Map<string, MovedFile>();
  #rest = '';
  #tail = '';
  #others = 0;

  /** `from`: as rsync names it in messages. */
  constructor(private readonly from: string) {}

  /** The end of all messages. */
  get tail(): string {
    return this.#tail;
  }

  /** Whether all messages are about moved files. */
  get isAll(): boolean {
    this.#line(this.#rest);
    this.#rest = '';
    return this.#others === 0;
  }

  add(text: string): void {
    this.#tail = (this.#tail + text).slice(-TAIL);
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop()!.slice(-TAIL);
    for (const line of lines) this.#line(line);
  }

  #line(line: string): void {
    if (line.trim() === '' || remarks.test(line)) return;
    for (const [what, pattern] of patterns) {
      const found = pattern.exec(line)?.[1];
      if (found === undefined) continue;
      const path = found.startsWith(`${this.from}/`) ? found.slice(this.from.length + 1) : found;
      // The folder itself is gone: there is no copy.
      if (path === this.from) break;
      if (this.moved.size < NAMED) this.moved.set(path, { path, what });
      return;
    }
    this.#others += 1;
  }
}

/** Incomplete files are not part of a copy. Names are bytes. */
export async function removePartial(folder: Buffer): Promise<void> {
  const entries: Dirent<Buffer>[] = await readdir(folder, { withFileTypes: true, encoding: 'buffer' });
  for (const entry of entries) {
    if (!entry.isDirectory()) continue;
    const path = Buffer.concat([folder, Buffer.from('/'), entry.name]);
    if (entry.name.toString() === PARTIAL_FOLDER) await rm(path, { recursive: true, force: true });
    else await removePartial(path);
  }
}
