import { execFileSync, spawn } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { lastLines } from './output-tail';
import { MINUTE, SECOND } from './time';

/** A process in a pid file. Pids are reused; a pid with its start time is not. */
export interface ProcessIdentity {
  pid: number;
  started: string;
}

/**
 * Environment of long-lived processes. By default glibc gives each thread its own heap and rarely frees
 * one: a seventh of a worker's memory after a night of 1,000 apps (`npm run bench -- backup`).
 */
export const longLived: NodeJS.ProcessEnv = { MALLOC_ARENA_MAX: '2' };

const rotateAbove = 8 * 1024 * 1024;

/** The start time of the process, in the system's own unit; undefined: it does not run. */
export function startOf(pid: number): string | undefined {
  try {
    if (process.platform !== 'linux') {
      return (
        execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined
      );
    }
    // The second field is the name in parentheses and may hold anything, so count from its end.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return fields[0] === 'Z' && !hasThreads(pid) ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

/**
 * A zombie has ended, but its parent has not read its exit code yet. While other
 * threads of it are ending, it still holds its ports and files.
 */
const hasThreads = (pid: number): boolean => readdirSync(`/proc/${pid}/task`).length > 1;

export function identify(pid: number): ProcessIdentity {
  return { pid, started: startOf(pid) ?? 'ended' };
}

export function isAlive({ pid, started }: ProcessIdentity): boolean {
  return startOf(pid) === started;
}

/** Sends SIGTERM, and SIGKILL after the limit. True: it was killed. */
export async function endProcess(
  identity: ProcessIdentity,
  limitMs: number,
  ask: NodeJS.Signals = 'SIGTERM',
): Promise<boolean> {
  if (!isAlive(identity)) return false;
  signal(identity.pid, ask);
  if (await hasEnded(identity, limitMs)) return false;
  signal(identity.pid, 'SIGKILL');
  await hasEnded(identity, 5 * SECOND);
  return true;
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function hasEnded(identity: ProcessIdentity, limitMs: number): Promise<boolean> {
  const deadline = Date.now() + limitMs;
  while (isAlive(identity)) {
    if (Date.now() > deadline) return false;
    await sleep(25);
  }
  return true;
}

/**
 * Keeps this process alive until the work ends. A `fetch` whose connection breaks early does not, nor does
 * the timer of `AbortSignal.timeout`: without other work the process would exit silently.
 */
export async function untilSettled<T>(work: Promise<T>): Promise<T> {
  const alive = setInterval(() => {}, MINUTE);
  return work.finally(() => clearInterval(alive));
}

/** Starts a program that outlives this one, with its output appended to a log file. */
export function startDetached(
  file: string,
  args: string[],
  log: string,
  env: NodeJS.ProcessEnv,
): ProcessIdentity {
  rotate(log);
  const output = openSync(log, 'a', 0o600);
  try {
    const child = spawn(file, args, { detached: true, stdio: ['ignore', output, output], env, cwd: '/' });
    // Callers detect a failed start by the missing process; without a listener the error would end this one.
    child.on('error', () => {});
    child.unref();
    return identify(child.pid ?? 0);
  } finally {
    closeSync(output);
  }
}

function rotate(log: string): void {
  try {
    if (statSync(log).size > rotateAbove) renameSync(log, `${log}.1`);
  } catch {
    // There is no log yet.
  }
}

/** The last lines of a log, for an error message. */
export function tailOf(log: string, lines = 5): string {
  try {
    return lastLines(readFileSync(log, 'utf8'), lines);
  } catch {
    return '';
  }
}
