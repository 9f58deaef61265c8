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
  onChild?: (pid: number) => void;
  /** Told each line of stdout, which is not kept then. */
  onLine?: (line: string) => void;
  /** Of those that open a repository. Absent: it need not wait for others. */
  turns?: Turns;
}

export interface RunAnswer {
  code: number;
  stdout: string;
  stderr: string;
}

const STDERR_MAX = 64 * 1024;
/** ms; what takes longer waits for its backend or a lock, not for a core. */
const OPENING_MAX = 5_000;

/** Errors: `ToolMissing`; the signal's reason, once restic has ended. */
export async function runRestic({ executable, args, env, signal, onChild, onLine, turns }: RunRequest): Promise<RunAnswer> {
  signal?.throwIfAborted();
  const opened = await turns?.(signal);
  const child = spawn(executable, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  if (child.pid !== undefined) onChild?.(child.pid);
  // By SIGTERM it would leave its lock behind.
  const interrupt = (): void => void child.kill('SIGINT');
  signal?.addEventListener('abort', interrupt);
  // It says nothing before it is open.
  for (const stream of opened ? [child.stdout, child.stderr] : []) stream.once('data', opened!);
  const cap = setTimeout(() => opened?.(), OPENING_MAX);
  let stdout = '';
  let stderr = '';
  if (onLine) createInterface({ input: child.stdout }).on('line', onLine);
  else child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => (stderr = (stderr + chunk.toString('utf8')).slice(-STDERR_MAX)));
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.on('error', (cause) => reject(new RoostError('ToolMissing', `restic could not be started: ${cause.message}`, { tool: 'restic' }, { cause })));
      child.on('close', (ended) => resolve(ended ?? -1));
    });
    signal?.throwIfAborted();
    return { code, stdout, stderr };
  } finally {
    clearTimeout(cap);
    opened?.();
    signal?.removeEventListener('abort', interrupt);
  }
}
