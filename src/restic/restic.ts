/** One repository, by restic's own program on the control host. */
import { open } from 'node:fs/promises';
import { RoostError } from '../errors';
import {
  readBackupLine,
  readForget,
  readInit,
  readKeys,
  readNodeLine,
  readRestoreLine,
  readRetagged,
  readSize,
  readSnapshots,
} from './answers';
import * as commands from './commands';
import { failureOf, LOCKED, PARTIAL, shown } from './failure';
import type { BackupRequest, Restic, ResticOptions, RestoreRequest } from './interface';
import { runRestic, type RunAnswer } from './run';
import type { BackupSummary, Repository, RepositoryKey, Retention, Snapshot, SnapshotNode } from './types';

/** What opens each repository: for one that copies from another. */
const repositories = new WeakMap<Restic, Repository>();

const fromOf = (from: Restic): NodeJS.ProcessEnv => commands.fromEnvironment(repositories.get(from)!);

export const openRestic = (options: ResticOptions): Restic => new ResticRepository(options);

interface CallMore {
  onLine?: (line: string) => void;
  env?: NodeJS.ProcessEnv;
  /** File descriptor that gets stdout. */
  stdout?: number;
}

class ResticRepository implements Restic {
  readonly where: string;

  constructor(private readonly options: ResticOptions) {
    this.where = shown(options.repository.url);
    repositories.set(this, options.repository);
  }

  async exists(): Promise<boolean> {
    const answer = await this.#call(commands.probe());
    if (answer.code === 0) return true;
    const failure = this.#failure(answer, 'cat config');
    if (failure.code === 'RepositoryMissing') return false;
    throw failure;
  }

  async init(like?: Restic): Promise<string> {
    // With a wrong password this fails: there is a repository.
    if (await this.exists())
      throw new RoostError('RepositoryExists', `There is a restic repository at ${this.where} already.`, {
        repository: this.where,
      });
    const env = like && fromOf(like);
    return readInit((await this.#run('init', commands.init(like !== undefined), { env })).stdout);
  }

  async copyFrom(from: Restic): Promise<void> {
    await this.#run('copy', commands.copy(), { env: fromOf(from) });
  }

  async backup({ onProgress, onPartial, ...request }: BackupRequest): Promise<BackupSummary> {
    let summary: BackupSummary | undefined;
    const onLine = (line: string): void => {
      const found = readBackupLine(line);
      if (found && 'summary' in found) summary = found.summary;
      else if (found) onProgress?.(found.progress);
    };
    try {
      await this.#run('backup', commands.backup(request), { onLine });
    } catch (error) {
      if (!(error instanceof RoostError) || error.details.exit !== PARTIAL || !summary) throw error;
      await onPartial?.(summary.snapshot);
      throw await this.#setPartialApart(error, summary, request.tags);
    }
    if (!summary)
      throw new RoostError('ResticFailed', `restic backup ended without a summary at ${this.where}.`, {
        repository: this.where,
      });
    return summary;
  }

  async setApart(snapshot: Pick<Snapshot, 'id' | 'tags'>): Promise<void> {
    await this.#retag(snapshot);
  }

  async snapshots(...tags: string[]): Promise<Snapshot[]> {
    return readSnapshots((await this.#run('snapshots', commands.snapshots(tags))).stdout);
  }

  async list(snapshot: string): Promise<SnapshotNode[]> {
    const nodes: SnapshotNode[] = [];
    const onLine = (line: string): void => {
      const node = readNodeLine(line);
      if (node) nodes.push(node);
    };
    await this.#run('ls', commands.list(snapshot), { onLine });
    return nodes;
  }

  async read(snapshot: string, path: string): Promise<string> {
    return (await this.#run('dump', commands.dump(snapshot, path))).stdout;
  }

  async dump(snapshot: string, path: string, file: string): Promise<void> {
    const out = await open(file, 'w', 0o600);
    try {
      await this.#run('dump', commands.dump(snapshot, path), { stdout: out.fd });
    } finally {
      await out.close();
    }
  }

  async restore({ snapshot, folder, name, target, onProgress }: RestoreRequest): Promise<void> {
    const onLine = (line: string): void => {
      const progress = readRestoreLine(line);
      if (progress) onProgress?.(progress);
    };
    await this.#run('restore', commands.restore(snapshot, folder, name, target), { onLine });
  }

  async forget(tag: string, retention: Retention): Promise<{ kept: number; removed: number }> {
    return readForget((await this.#run('forget', commands.forget(tag, retention))).stdout);
  }

  async prune(): Promise<void> {
    await this.#run('prune', commands.prune());
  }

  async check(part: number, parts: number): Promise<void> {
    await this.#run('check', commands.check(part, parts));
  }

  async keys(): Promise<RepositoryKey[]> {
    return readKeys((await this.#run('key list', commands.keys())).stdout);
  }

  async addKey(file: string, user: string, host: string): Promise<void> {
    await this.#run('key add', commands.addKey(file, user, host));
  }

  async removeKey(id: string): Promise<void> {
    await this.#run('key remove', commands.removeKey(id));
  }

  async size(): Promise<number> {
    return readSize((await this.#run('stats', commands.size())).stdout);
  }

  #call(args: string[], { onLine, env, stdout }: CallMore = {}): Promise<RunAnswer> {
    const { executable, repository, cache, signal, grace, onChild, turns } = this.options;
    const own = commands.environment(repository, cache);
    return runRestic({
      executable,
      args,
      env: { ...env, ...own },
      signal,
      grace,
      onChild,
      onLine,
      turns,
      stdout,
    });
  }

  #failure({ code, stderr }: RunAnswer, command: string): RoostError {
    const { scrub = (text) => text } = this.options;
    return failureOf(code, scrub(stderr), command, this.where);
  }

  /** A lock whose holder is known to be gone is removed; for any other restic itself waits. */
  async #run(command: string, args: string[], more?: CallMore): Promise<RunAnswer> {
    let answer = await this.#call(args, more);
    // The second time for a holder that went meanwhile.
    for (const again of [commands.waiting(args), args]) {
      if (answer.code !== LOCKED) break;
      await this.#call(commands.unlock());
      answer = await this.#call(again, more);
    }
    if (answer.code !== 0) throw this.#failure(answer, command);
    return answer;
  }

  /** Returns the snapshot's new id. */
  async #retag({ id, tags }: Pick<Snapshot, 'id' | 'tags'>): Promise<string> {
    const from = tags.filter((tag) => commands.asPartial(tag) !== tag);
    if (from.length === 0) return id;
    const answer = await this.#run('tag', commands.retag(id, from, from.map(commands.asPartial)));
    return readRetagged(answer.stdout);
  }

  /**
   * A snapshot that lacks files must neither be read as an app's latest nor
   * displace a whole one. Returns the error to throw.
   */
  async #setPartialApart(error: RoostError, summary: BackupSummary, tags: string[]): Promise<RoostError> {
    try {
      return partialError(error, summary, await this.#retag({ id: summary.snapshot, tags }));
    } catch (cause) {
      if (!(cause instanceof RoostError)) throw cause;
      const remark = `\nIts snapshot ${summary.snapshot} counts as whole (${cause.code}) until the night sets it apart.`;
      return partialError(error, summary, summary.snapshot, remark);
    }
  }
}

const partialError = (error: RoostError, summary: BackupSummary, snapshot: string, remark = ''): RoostError =>
  new RoostError(
    error.code,
    `${error.message}${remark}`,
    { ...error.details, summary: { ...summary, snapshot } },
    { cause: error },
  );
