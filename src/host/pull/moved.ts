/** Files that changed or went away while rsync read them: what it says of them, and what else went wrong. */
import type { Dirent } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';

/** `path` relative to the folder that was pulled, with bytes that are no text as rsync prints them: `\#012`. */
export interface MovedFile {
  path: string;
  /** `cut`: it became shorter; `changed`: it was written to each time. Of both an older copy or none is here. */
  what: 'vanished' | 'cut' | 'changed';
}

/** Where rsync keeps a file that did not come over whole. */
export const PARTIAL_FOLDER = '.roost-partial';

/** No more are named. */
const NAMED = 1000;
const TAIL = 16 * 1024;

const patterns: [MovedFile['what'], RegExp][] = [
  ['vanished', /^(?:file|directory) has vanished: "(.*)"/],
  // ENODATA is rsync's own word for an end before the size that it had seen.
  ['cut', /^rsync: (?:\[sender\] )?read errors mapping "(.*)": No data available \(61\)/],
  ['changed', /^ERROR: (.*) failed verification -- update /],
];

/** Of no interest: each is told by another line, or by the exit code. */
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

  /** The end of all that was said. */
  get tail(): string {
    return this.#tail;
  }

  /** Whether nothing was said but of files that moved. */
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
      // The folder itself is gone: nothing of it is here.
      if (path === this.from) break;
      if (this.moved.size < NAMED) this.moved.set(path, { path, what });
      return;
    }
    this.#others += 1;
  }
}

/** What did not come over whole is not part of a copy. Names are bytes. */
export async function removePartial(folder: Buffer): Promise<void> {
  const entries: Dirent<Buffer>[] = await readdir(folder, { withFileTypes: true, encoding: 'buffer' });
  for (const entry of entries) {
    if (!entry.isDirectory()) continue;
    const path = Buffer.concat([folder, Buffer.from('/'), entry.name]);
    if (entry.name.toString() === PARTIAL_FOLDER) await rm(path, { recursive: true, force: true });
    else await removePartial(path);
  }
}
