/** Brings a folder of a host here: rsync, through the door. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { RoostError } from '../errors';
import { isDiskFull, lastLine, lastLines } from '../lib/output-tail';
import { parseProgress, type PullProgress } from './pull/progress';
import { openWay } from './pull/rsync-transport';
import type { Host } from './types';

export interface PullRequest {
  /** Absolute folder on the host; its content is pulled. */
  from: string;
  /** Absolute folder here; what is not in `from` is removed from it. */
  to: string;
  /** What is not pulled, as rsync's rules: `- /roost`. */
  filter?: string[];
  /** ms that it may take. */
  timeout: number;
  signal: AbortSignal;
  onProgress?: (progress: PullProgress) => void;
  /** Told the process that does it, as soon as it runs. */
  onChild?: (pid: number) => void;
}

/** Files that vanished while they were read: an app that lives. */
const VANISHED = 24;
const PARTIAL = 23;
const STDERR_MAX = 16 * 1024;

/**
 * What was cut is gone on with by the next call. Returns whether files
 * vanished meanwhile.
 *
 * Errors: those of the door, `DiskFull` (here), `CopyUnreadable`, `HostMisconfigured`, `ToolMissing`.
 */
export async function pull(host: Host, request: PullRequest): Promise<{ vanished: boolean }> {
  request.signal.throwIfAborted();
  const rsync = startRsync(request);
  const way = openWay(host, rsync.pipe, request);
  const code = await rsync.exit().finally(() => way.close());
  const stderr = await rsync.said();
  request.signal.throwIfAborted();
  if (code === 0 || code === VANISHED) return { vanished: code === VANISHED };
  throw failureOf(host.name, request, code, `${way.said()}\n${stderr}`, way.failure());
}

function failureOf(host: string, { from }: PullRequest, code: number, said: string, way: unknown): unknown {
  const end = lastLines(said);
  const facts = { host, from, exit: code };
  if (isDiskFull(said))
    return new RoostError('DiskFull', `The disk of the control host is full: ${lastLine(end)}`, facts);
  if (/rsync: (command )?not found|rsync: No such file/i.test(said))
    return new RoostError('HostMisconfigured', `${host} has no rsync.`, facts);
  if (way) return way;
  if (code === PARTIAL)
    return new RoostError(
      'CopyUnreadable',
      `Not every file of ${from} on ${host} could be read:\n${end}`,
      facts,
    );
  return new RoostError(
    'ConnectionLost',
    `The pull of ${from} from ${host} ended with ${code}: ${lastLine(end)}`,
    facts,
  );
}

interface Rsync {
  /** Where it waits for its other half. */
  pipe: Duplex;
  /** Its exit code. Errors: `ToolMissing`. */
  exit(): Promise<number>;
  /** The end of its stderr, once `pipe` is closed. */
  said(): Promise<string>;
}

// rsync splits at spaces and knows quotes.
const rsh = `sh '${join(__dirname, 'scripts', 'rsh.sh')}'`;

function startRsync({ from, to, filter = [], signal, onProgress, onChild }: PullRequest): Rsync {
  const args = [
    '--archive',
    '--numeric-ids',
    // They stay what they are, and take here what they take there.
    '--hard-links',
    '--sparse',
    // Files that act by themselves are of no use in a backup, and a danger here.
    '--no-devices',
    '--no-specials',
    '--chmod=u-s,g-s',
    // Of its ssh: cat knows no other.
    '--blocking-io',
    // At the end: partial files are among what is excluded, and are needed until then.
    '--delete-delay',
    '--delete-excluded',
    '--partial-dir=.roost-partial',
    // By roost's own word: what rsync would read of its rc files and environment is nobody's here.
    '--no-human-readable',
    '--info=progress2',
    '--outbuf=L',
    ...filter.map((rule) => `--filter=${rule}`),
    // The host's name is the door's business; rsync wants one.
    `host:${from}/`,
    `${to}/`,
  ];
  const env = { ...process.env, RSYNC_RSH: rsh, RSYNC_PROTECT_ARGS: '1', LC_ALL: 'C' };
  const child = spawn('rsync', args, { env, signal, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
  if (child.pid !== undefined) onChild?.(child.pid);
  let stderr = '';
  child.stdout!.on('data', (chunk: Buffer) => {
    const progress = parseProgress(chunk.toString('utf8'));
    if (progress) onProgress?.(progress);
  });
  child.stderr!.on(
    'data',
    (chunk: Buffer) => (stderr = (stderr + chunk.toString('utf8')).slice(-STDERR_MAX)),
  );
  const closed = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const exit = new Promise<number>((resolve, reject) => {
    child.on('exit', (code) => resolve(code ?? -1));
    child.on('error', (cause) => {
      // An abort is one too; then it ends as well.
      if (child.pid !== undefined) return;
      const message = `rsync could not be started on the control host: ${cause.message}; install the package rsync`;
      reject(new RoostError('ToolMissing', message, { tool: 'rsync' }, { cause }));
    });
  });
  return { pipe: child.stdio[3] as Duplex, exit: () => exit, said: () => closed.then(() => stderr) };
}
