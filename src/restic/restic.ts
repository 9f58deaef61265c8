/** One repository, by restic's own program on the control host. */
import { RoostError } from '../errors';
import { readBackupLine, readForget, readInit, readRetagged, readSize, readSnapshots } from './answers';
import * as commands from './commands';
import { failureOf, LOCKED, PARTIAL, shown } from './failure';
import { runRestic, type RunAnswer } from './run';
import type { Turns } from './turns';
import type { BackupProgress, BackupSummary, Repository, Retention, Snapshot } from './types';

export interface ResticOptions {
  /** Path of the restic executable, 0.18 or newer. */
  executable: string;
  repository: Repository;
  /** Folder of restic's cache on the control host. */
  cache: string;
  /** Takes known secrets out of what is told. */
  scrub?: (text: string) => string;
  /** Cancels whatever is under way. */
  signal?: AbortSignal;
  /** ms that a restic may take to end then. */
  grace?: number;
  /** Told each restic as it starts. */
  onChild?: (pid: number) => void;
  /** Of all that open a repository in this process. */
  turns?: Turns;
}

export interface BackupRequest {
  /** Folder on the control host. */
  path: string;
  host: string;
  tags: string[];
  /** Of the snapshot; absent: now. `YYYY-MM-DD HH:MM:SS`. */
  time?: string;
  onProgress?: (progress: BackupProgress) => void;
  /** Told a snapshot that lacks files, before it is set apart: that may take long, or fail. */
  onPartial?: (snapshot: string) => Promise<void>;
}

/**
 * Errors of each: `RepositoryMissing`, `RepositoryPasswordWrong`, `RepositoryLocked`,
 * `RepositoryDamaged`, `DiskFull`, `ResticFailed`, `ToolMissing`.
 */
export interface Restic {
  /** The repository as it may be shown. */
  readonly where: string;
  /** False: there is none. */
  exists(): Promise<boolean>;
  /** Makes it, and returns its id; `like`: fit to take copies from that one. Errors: `RepositoryExists`. */
  init(like?: Restic): Promise<string>;
  /** Copies every snapshot of another repository that is not here yet. */
  copyFrom(from: Restic): Promise<void>;
  /** Errors: `BackupPartial`, with the snapshot's `summary` in its details: it is kept, with `partialTag` in place of `appTag`. */
  backup(request: BackupRequest): Promise<BackupSummary>;
  /** Gives a snapshot that lacks files `partialTag` in place of `appTag`. */
  setApart(snapshot: Pick<Snapshot, 'id' | 'tags'>): Promise<void>;
  /** Those that have one of the tags; without any: all. Oldest first. */
  snapshots(...tags: string[]): Promise<Snapshot[]>;
  /** Forgets by policy what has this tag; data stay until `prune`. */
  forget(tag: string, retention: Retention): Promise<{ kept: number; removed: number }>;
  prune(): Promise<void>;
  /** Reads back part `part` of `parts` of all data. */
  check(part: number, parts: number): Promise<void>;
  /** Bytes at the backend. */
  size(): Promise<number>;
}

export function openRestic({
  executable,
  repository,
  cache,
  scrub = (text) => text,
  signal,
  grace,
  onChild,
  turns,
}: ResticOptions): Restic {
  const where = shown(repository.url);
  const own = commands.environment(repository, cache);
  const call = (
    args: string[],
    onLine?: (line: string) => void,
    more: NodeJS.ProcessEnv = {},
  ): Promise<RunAnswer> =>
    runRestic({ executable, args, env: { ...more, ...own }, signal, grace, onChild, onLine, turns });
  const failed = ({ code, stderr }: RunAnswer, what: string): RoostError =>
    failureOf(code, scrub(stderr), what, where);

  /** A lock whose holder is known to be gone is removed; any other is then waited for by restic itself. */
  async function done(
    what: string,
    args: string[],
    onLine?: (line: string) => void,
    more?: NodeJS.ProcessEnv,
  ): Promise<RunAnswer> {
    let answer = await call(args, onLine, more);
    // The second time for a holder that went meanwhile.
    for (const again of [commands.waiting(args), args]) {
      if (answer.code !== LOCKED) break;
      await call(commands.unlock());
      answer = await call(again, onLine, more);
    }
    if (answer.code !== 0) throw failed(answer, what);
    return answer;
  }

  const exists = async (): Promise<boolean> => {
    const answer = await call(commands.probe());
    if (answer.code === 0) return true;
    const failure = failed(answer, 'cat config');
    if (failure.code === 'RepositoryMissing') return false;
    throw failure;
  };

  /** Returns the snapshot's new id. */
  async function retag({ id, tags }: Pick<Snapshot, 'id' | 'tags'>): Promise<string> {
    const from = tags.filter((tag) => commands.asPartial(tag) !== tag);
    if (from.length === 0) return id;
    return readRetagged((await done('tag', commands.retag(id, from, from.map(commands.asPartial)))).stdout);
  }

  /** A snapshot that lacks files must neither be read as an app's latest nor displace a whole one. Returns the error that says so. */
  async function partial(error: RoostError, summary: BackupSummary, tags: string[]): Promise<RoostError> {
    const told = (text: string, snapshot: string): RoostError =>
      new RoostError(
        error.code,
        `${error.message}${text}`,
        { ...error.details, summary: { ...summary, snapshot } },
        { cause: error },
      );
    try {
      return told('', await retag({ id: summary.snapshot, tags }));
    } catch (cause) {
      if (!(cause instanceof RoostError)) throw cause;
      return told(
        `\nIts snapshot ${summary.snapshot} counts as whole (${cause.code}) until the night sets it apart.`,
        summary.snapshot,
      );
    }
  }

  const restic: Restic = {
    where,
    exists,
    setApart: async (snapshot) => void (await retag(snapshot)),
    async init(like) {
      // By a wrong password it fails here: there is one.
      if (await exists())
        throw new RoostError('RepositoryExists', `There is a restic repository at ${where} already.`, {
          repository: where,
        });
      return readInit(
        (await done('init', commands.init(like !== undefined), undefined, like && fromOf(like))).stdout,
      );
    },
    async backup({ path, host, tags, time, onProgress, onPartial }) {
      let summary: BackupSummary | undefined;
      const onLine = (line: string): void => {
        const found = readBackupLine(line);
        if (found && 'summary' in found) summary = found.summary;
        else if (found) onProgress?.(found.progress);
      };
      try {
        await done(
          'backup',
          commands.backup({ path, host, tags, ...(time !== undefined && { time }) }),
          onLine,
        );
      } catch (error) {
        if (!(error instanceof RoostError) || error.details.exit !== PARTIAL || !summary) throw error;
        await onPartial?.(summary.snapshot);
        throw await partial(error, summary, tags);
      }
      if (!summary)
        throw new RoostError('ResticFailed', `restic backup ended without a summary at ${where}.`, {
          repository: where,
        });
      return summary;
    },
    snapshots: async (...tags) => readSnapshots((await done('snapshots', commands.snapshots(tags))).stdout),
    forget: async (tag, retention) =>
      readForget((await done('forget', commands.forget(tag, retention))).stdout),
    prune: async () => void (await done('prune', commands.prune())),
    check: async (part, parts) => void (await done('check', commands.check(part, parts))),
    size: async () => readSize((await done('stats', commands.size())).stdout),
    copyFrom: async (from) => void (await done('copy', commands.copy(), undefined, fromOf(from))),
  };
  repositories.set(restic, repository);
  return restic;
}

/** What opens each: for one that copies from another, and for nobody else. */
const repositories = new WeakMap<Restic, Repository>();

const fromOf = (from: Restic): NodeJS.ProcessEnv => commands.fromEnvironment(repositories.get(from)!);
