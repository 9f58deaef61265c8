import { execFileSync, spawn } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { lastLines } from './output-tail';

/** A process as a pid file names it. Pids are reused; a pid with its start time is not. */
export interface ProcessIdentity {
  pid: number;
  started: string;
}

/**
 * Environment of our processes that live long. glibc else gives each thread a heap of its own, and seldom gives one
 * back: a seventh of a worker's memory after a night of 1,000 apps (`npm run bench -- backup`).
 */
export const longLived: NodeJS.ProcessEnv = { MALLOC_ARENA_MAX: '2' };

const rotateAbove = 8 * 1024 * 1024;

/** When the process began, in its system's own unit; undefined: it does not run. */
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
 * A zombie has ended, only its parent has not yet looked. But as long as other
 * threads of it are about to end, it still holds its ports and files.
 */
const hasThreads = (pid: number): boolean => readdirSync(`/proc/${pid}/task`).length > 1;

export function identify(pid: number): ProcessIdentity {
  return { pid, started: startOf(pid) ?? 'ended' };
}

export function isAlive({ pid, started }: ProcessIdentity): boolean {
  return startOf(pid) === started;
}

/** Asks it to end, and ends it after the limit. True: it had to be killed. */
export async function endProcess(
  identity: ProcessIdentity,
  limitMs: number,
  ask: NodeJS.Signals = 'SIGTERM',
): Promise<boolean> {
  if (!isAlive(identity)) return false;
  signal(identity.pid, ask);
  if (await hasEnded(identity, limitMs)) return false;
  signal(identity.pid, 'SIGKILL');
  await hasEnded(identity, 5_000);
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
 * Keeps this process alive until the work is done or has failed. A `fetch` whose connection breaks while it is made
 * does not, nor does the timer of `AbortSignal.timeout`: with nothing else to do the process would end in silence.
 */
export async function untilSettled<T>(work: Promise<T>): Promise<T> {
  const alive = setInterval(() => {}, 60_000);
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
    // A failed start is seen by its missing process; without this it would end ours.
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

/** The last lines of a log, for an error that must say why. */
export function tailOf(log: string, lines = 5): string {
  try {
    return lastLines(readFileSync(log, 'utf8'), lines);
  } catch {
    return '';
  }
}
