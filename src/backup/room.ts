/** Room in the staging for pulls side by side: none takes what another was promised. */
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { RoostError } from '../errors';
import { writeAtomic } from '../lib/files/atomic-file';
import { withFileLock } from '../lib/files/file-lock';
import { identify, isAlive, type ProcessIdentity } from '../lib/process';
import { sentences } from '../lib/sentences';
import { bytes } from '../lib/units';
import type { BackupPaths } from './paths';
import { takenBy } from './taken';

/** Bytes free and in all on the staging's disk. */
export type Disk = () => Promise<{ free: number; total: number }>;

interface Promised extends ProcessIdentity {
  /** Bytes that it may bring, and has brought. */
  bytes: number;
  brought: number;
}

const ENDING = '.room';

/** Bytes that stay free on a staging's disk, whatever is pulled. */
export const spareFor = (total: number): number => Math.min(Math.max(64 * MIB, total / 20), 10 * 1024 * MIB);
const MIB = 1024 * 1024;

/** Bytes that a pull is expected to bring, and what lay in the app's staging before. */
export interface Needed {
  needed: number;
  staged: number;
}

/** One app's part of the staging while its pull goes on. */
export class StagingRoom {
  readonly #over = new AbortController();
  #brought = 0;
  #watch: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();

  private constructor(
    private readonly paths: BackupPaths,
    private readonly app: string,
    private readonly promised: number,
    private readonly staged: number,
    private readonly disk: Disk,
  ) {}

  /**
   * Promises `needed` bytes to a pull. From then on it is ended (see `signal`) if it brings more
   * than that, and the rest would not be enough for the others.
   * Errors: `DiskFull` where too little is free beside what others were promised.
   */
  static async take(
    paths: BackupPaths,
    app: string,
    { needed, staged }: Needed,
    disk: Disk,
    every = 1_000,
  ): Promise<StagingRoom> {
    await mkdir(paths.marks, { recursive: true });
    const room = new StagingRoom(paths, app, needed, staged, disk);
    await withFileLock(join(paths.marks, 'rooms'), async () => {
      const [{ free, total }, others] = [await disk(), await room.#others()];
      const left = free - others - spareFor(total);
      if (needed > 0 && needed > left)
        throw new RoostError(
          'DiskFull',
          sentences(
            `The pull of ${app} needs ${bytes(needed)} on the control host,`,
            `where ${bytes(Math.max(0, left))} are left beside what other backups need now.`,
          ),
          { app, needed, free },
        );
      await room.#write();
    });
    room.#watch = setInterval(() => {
      room.#looking = room.#looking.then(() => room.#look()).catch(() => undefined);
    }, every);
    room.#watch.unref();
    return room;
  }

  /** Aborts with `DiskFull`. */
  get signal(): AbortSignal {
    return this.#over.signal;
  }

  /** Bytes that have come so far. */
  brought(all: number): void {
    this.#brought = all;
  }

  async free(): Promise<void> {
    clearInterval(this.#watch);
    // A mark that is written behind this would stay.
    await this.#looking;
    await rm(this.paths.mark(this.app, 'room'), { force: true });
  }

  async #look(): Promise<void> {
    await this.#write();
    const [{ free, total }, others] = [await this.disk(), await this.#others()];
    if (free >= others + spareFor(total) || this.#brought <= this.promised) return;
    // What was rewritten in its place counts as brought, and takes no more room.
    const grown = (await takenBy(this.paths.app(this.app))) - this.staged;
    if (grown <= this.promised) return;
    this.#over.abort(
      new RoostError(
        'DiskFull',
        sentences(
          `${this.app} brought ${bytes(grown)} to the control host,`,
          `more than the ${bytes(this.promised)} that were expected, and ${bytes(free)} are left there:`,
          'that is kept for other backups.',
        ),
        { app: this.app, free },
        { retry: 'never' },
      ),
    );
  }

  #write(): Promise<void> {
    const mark: Promised = { ...identify(process.pid)!, bytes: this.promised, brought: this.#brought };
    return writeAtomic(this.paths.mark(this.app, 'room'), JSON.stringify(mark));
  }

  /** What pulls of other apps have still to bring; those of a worker that died have nothing. */
  async #others(): Promise<number> {
    let sum = 0;
    for (const name of await readdir(this.paths.marks)) {
      if (!name.endsWith(ENDING) || name === `${this.app}${ENDING}`) continue;
      const mark = await readMark(join(this.paths.marks, name));
      if (mark && isAlive(mark)) sum += Math.max(0, mark.bytes - mark.brought);
    }
    return sum;
  }
}

async function readMark(file: string): Promise<Promised | null> {
  try {
    const { pid, started, bytes: all, brought } = JSON.parse(await readFile(file, 'utf8')) as Promised;
    return [pid, all, brought].every((one) => typeof one === 'number')
      ? { pid, started, bytes: all, brought }
      : null;
  } catch {
    return null;
  }
}
