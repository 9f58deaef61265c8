import { spawn } from 'node:child_process';
import { untilSettled } from '../src/lib/process';

export interface RunOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  input?: string | Buffer;
  /** ms; then the process is killed. */
  timeout?: number;
  /** Called with each line of either stream as it comes. */
  onLine?: (line: string) => void;
}

export interface RunResult {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a program to its end; any exit code is an answer. */
export function attempt(argv: string[], options: RunOptions = {}): Promise<RunResult> {
  const [program, ...args] = argv;
  return new Promise((resolve, reject) => {
    const child = spawn(program!, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      timeout: options.timeout,
      killSignal: 'SIGKILL',
    });
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (chunk: string) => {
        output[name] += chunk;
        for (const line of chunk.split('\n').filter(Boolean)) options.onLine?.(line);
      });
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 137, ...output }));
    // A program that does not read its input is no failure of ours.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input);
  });
}

/** Runs a program that must succeed; returns its output without the last newline. */
export async function run(argv: string[], options: RunOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await attempt(argv, options);
  if (code !== 0) {
    const tail = `${stdout}\n${stderr}`.trim().split('\n').slice(-15).join('\n');
    throw new Error(`${argv.slice(0, 4).join(' ')} … exited with ${code}:\n${tail}`);
  }
  return stdout.replace(/\n$/, '');
}

export async function succeeds(argv: string[], options: RunOptions = {}): Promise<boolean> {
  return attempt(argv, options).then(
    ({ code }) => code === 0,
    () => false,
  );
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Status of the answer; 0: none. A connection that breaks while it is made can keep `fetch` for minutes, so it has seconds. */
export function statusOf(url: string): Promise<number> {
  return untilSettled(fetch(url, { signal: AbortSignal.timeout(2_000) })).then(
    ({ status }) => status,
    () => 0,
  );
}

/** Polls until `check` holds. */
export async function until(
  what: string,
  check: () => Promise<boolean>,
  timeout = 30_000,
  every = 100,
): Promise<void> {
  const deadline = Date.now() + timeout;
  while (!(await check())) {
    if (Date.now() > deadline) throw new Error(`${what}: not within ${timeout / 1000} s`);
    await sleep(every);
  }
}
