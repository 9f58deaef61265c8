/** Brings a folder of a host here: rsync, through the door. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RoostError } from '../errors';
import { lastLine } from './door/failures';
import { openGate } from './pull/gate';
import { parseProgress } from './pull/progress';
import type { Host } from './types';

export interface PullRequest {
  /** Absolute folder on the host; its content is pulled. */
  from: string;
  /** Absolute folder here; what is not in `from` is removed from it. */
  to: string;
  /** Not pulled, as rsync's patterns: `/roost`. */
  exclude?: string[];
  /** Where the socket of the way to the host lies; the same for every attempt, so that none is left of one that was killed. Absent: somewhere of its own. */
  socket?: string;
  /** ms that it may take. */
  timeout: number;
  signal: AbortSignal;
  onProgress?: (progress: PullProgress) => void;
  /** Told the process that does it, as soon as it runs. */
  onChild?: (pid: number) => void;
}

export interface PullProgress {
  bytes: number;
  /** Bytes a second. */
  rate: number;
  files: number;
}

/** Files that vanished while they were read: an app that lives. */
const VANISHED = 24;
const PARTIAL = 23;
const STDERR_MAX = 16 * 1024;

/**
 * What was cut is gone on with by the next call. Returns whether files
 * vanished meanwhile.
 *
 * Errors: those of the door, `DiskFull` (here), `CopyUnreadable`, `ToolMissing`, `PullFailed`.
 */
export async function pull(host: Host, request: PullRequest): Promise<{ vanished: boolean }> {
  const gate = await openGate(host, request);
  try {
    const { code, stderr } = await runRsync(request, gate.path);
    request.signal.throwIfAborted();
    if (code === 0 || code === VANISHED) return { vanished: code === VANISHED };
    throw failureOf(host.name, request, code, `${gate.said()}\n${stderr}`, gate.failure());
  } finally {
    await gate.close();
  }
}

function failureOf(host: string, { from }: PullRequest, code: number, said: string, way: unknown): unknown {
  const end = said.trim().split('\n').slice(-8).join('\n');
  const facts = { host, from, exit: code };
  if (/No space left on device|Disk quota exceeded/i.test(said))
    return new RoostError('DiskFull', `The disk of the control host is full: ${lastLine(end)}`, facts);
  if (/rsync: (command )?not found|rsync: No such file/i.test(said)) return new RoostError('HostMisconfigured', `${host} has no rsync.`, facts);
  if (way) return way;
  if (code === PARTIAL) return new RoostError('CopyUnreadable', `Not every file of ${from} on ${host} could be read:\n${end}`, facts);
  return new RoostError('ConnectionLost', `The pull of ${from} from ${host} ended with ${code}: ${lastLine(end)}`, facts);
}

interface Ended {
  code: number;
  stderr: string;
}

function runRsync({ from, to, exclude = [], signal, onProgress, onChild }: PullRequest, socket: string): Promise<Ended> {
  const args = [
    '--archive',
    '--numeric-ids',
    // At the end: partial files are among what is excluded, and are needed until then.
    '--delete-delay',
    '--delete-excluded',
    '--partial-dir=.roost-partial',
    // By roost's own word: what rsync would read of its rc files and environment is nobody's here.
    '--no-human-readable',
    '--info=progress2',
    '--outbuf=L',
    ...exclude.map((pattern) => `--exclude=${pattern}`),
    // The host's name is the gate's business; rsync wants one.
    `host:${from}/`,
    `${to}/`,
  ];
  return new Promise((resolve, reject) => {
    const env = { ...process.env, RSYNC_RSH: rsh(), RSYNC_PROTECT_ARGS: '1', ROOST_DOOR: socket, LC_ALL: 'C' };
    const child = spawn('rsync', args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    if (child.pid !== undefined) onChild?.(child.pid);
    let stderr = '';
    const end = (): void => void child.kill('SIGTERM');
    if (signal.aborted) end();
    signal.addEventListener('abort', end);
    child.stdout.on('data', (chunk: Buffer) => {
      const progress = parseProgress(chunk.toString('utf8'));
      if (progress) onProgress?.(progress);
    });
    child.stderr.on('data', (chunk: Buffer) => (stderr = (stderr + chunk.toString('utf8')).slice(-STDERR_MAX)));
    child.on('error', (cause) =>
      reject(
        new RoostError(
          'ToolMissing',
          `rsync could not be started on the control host: ${cause.message}; install the package rsync`,
          { tool: 'rsync' },
          { cause },
        ),
      ),
    );
    child.on('close', (code) => {
      signal.removeEventListener('abort', end);
      resolve({ code: code ?? -1, stderr });
    });
  });
}

/** Built: the file beside this folder. From source, as in tests: through tsx. */
function rsh(): string {
  const built = join(__dirname, 'pull', 'rsh.js');
  const words = existsSync(built) ? [process.execPath, built] : [process.execPath, '--require', require.resolve('tsx/cjs'), join(__dirname, 'pull', 'rsh.ts')];
  // rsync splits at spaces and knows quotes.
  return words.map((word) => `'${word}'`).join(' ');
}
