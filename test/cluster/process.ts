import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { tailOf } from '../../src/lib/process';

export interface Part {
  name: string;
  child: ChildProcess;
  log: string;
}

export interface PartOptions {
  folder: string;
  env: NodeJS.ProcessEnv;
  /** Run as this user and group. */
  uid?: number;
  gid?: number;
}

/** One process of the cluster; its output goes to a log of its own. */
export function startPart(
  name: string,
  file: string,
  args: string[],
  { folder, ...options }: PartOptions,
): Part {
  const log = join(folder, `${name}.log`);
  const child = spawn(file, args, { ...options, cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = createWriteStream(log);
  child.stdout?.pipe(output, { end: false });
  child.stderr?.pipe(output, { end: false });
  return { name, child, log };
}

export const hasEnded = ({ child }: Part): boolean => child.exitCode !== null || child.signalCode !== null;

export async function ended(part: Part): Promise<void> {
  if (!hasEnded(part)) await new Promise((resolve) => part.child.once('exit', resolve));
}

/** Runs a program to its end; throws with the end of its log when it fails. */
export async function runPart(
  name: string,
  file: string,
  args: string[],
  options: PartOptions,
): Promise<void> {
  const part = startPart(name, file, args, options);
  await ended(part);
  if (part.child.exitCode !== 0)
    throw new Error(`${name} ended with ${part.child.exitCode}:\n${tailOf(part.log, 20)}`);
}

export async function endPart(part: Part, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  part.child.kill(signal);
  const limit = setTimeout(() => part.child.kill('SIGKILL'), 15_000);
  await ended(part);
  clearTimeout(limit);
}

/** Waits until the part listens. */
export async function listening(part: Part, port: number): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (hasEnded(part)) throw new Error(`${part.name} ended:\n${tailOf(part.log, 20)}`);
    if (await answers(port)) return;
    await sleep(50);
  }
  throw new Error(`${part.name} does not listen on ${port}:\n${tailOf(part.log, 20)}`);
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const done = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket.on('connect', () => done(true)).on('error', () => done(false));
  });
