import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { RoostError } from '../errors';
import type { Turns } from './turns';

export interface RunRequest {
  executable: string;
  args: string[];
  /** Added to this process's own. */
  env: NodeJS.ProcessEnv;
  /** Ends restic as Ctrl-C does: it gives its lock back. */
  signal?: AbortSignal;
  /** ms that it may take for that; then it is killed. */
  grace?: number;
  onChild?: (pid: number) => void;
  /** Called with each line of stdout, which is not kept then. */
  onLine?: (line: string) => void;
  /** File descriptor that gets stdout instead. */
  stdout?: number;
  /** Of those that open a repository. Absent: it need not wait for others. */
  turns?: Turns;
  /** ms after which it is another's turn, whatever this one has printed. */
  openingMax?: number;
}

export interface RunAnswer {
  code: number;
  stdout: string;
  stderr: string;
}

const STDERR_MAX = 64 * 1024;
/** ms; what takes longer waits for its backend or a lock, not for a core. */
const OPENING_MAX = 5_000;
/** ms; restic ignores the signal while it connects to a host by ssh, which may never end. */
const GRACE = 60_000;

/** Errors: `ToolMissing`; the signal's reason, once restic has ended. */
export async function runRestic(request: RunRequest): Promise<RunAnswer> {
  const { signal, turns, openingMax = OPENING_MAX } = request;
  signal?.throwIfAborted();
  if (!turns) return run(request);
  const opened = await turns(signal);
  const cap = setTimeout(opened, openingMax);
  try {
    signal?.throwIfAborted();
    return await run(request, opened);
  } finally {
    clearTimeout(cap);
    opened();
  }
}

/** `onOutput`: restic mostly prints nothing before its repository is open. */
async function run(
  { executable, args, env, signal, grace = GRACE, onChild, onLine, stdout: file }: RunRequest,
  onOutput?: () => void,
): Promise<RunAnswer> {
  const child = spawn(executable, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', file ?? 'pipe', 'pipe'],
  });
  if (child.pid !== undefined) onChild?.(child.pid);
  let late: NodeJS.Timeout | undefined;
  // By SIGTERM it would leave its lock behind.
  const interrupt = (): void => {
    child.kill('SIGINT');
    late = setTimeout(() => child.kill('SIGKILL'), grace);
  };
  signal?.addEventListener('abort', interrupt);
  let stdout = '';
  let stderr = '';
  if (onOutput) for (const stream of [child.stdout, child.stderr]) stream?.once('data', onOutput);
  if (onLine && child.stdout) createInterface({ input: child.stdout }).on('line', onLine);
  else child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString('utf8')));
  child.stderr!.on(
    'data',
    (chunk: Buffer) => (stderr = (stderr + chunk.toString('utf8')).slice(-STDERR_MAX)),
  );
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.on('error', (cause) =>
        reject(
          new RoostError(
            'ToolMissing',
            `restic could not be started: ${cause.message}`,
            { tool: 'restic' },
            { cause },
          ),
        ),
      );
      child.on('close', (ended) => resolve(ended ?? -1));
    });
    signal?.throwIfAborted();
    return { code, stdout, stderr };
  } finally {
    clearTimeout(late);
    signal?.removeEventListener('abort', interrupt);
  }
}
