/** The control host as a `Host`: commands run here, as the worker's own user, without SSH. */
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { constants } from 'node:os';
import { RoostError } from '../errors';
import { writeAtomic } from '../lib/files/atomic-file';
import { MINUTE } from '../lib/time';
import { commandError } from './ssh/failures';
import { collectAll, collectTail, type Collector } from './ssh/output';
import type { ExecResult, Host, StreamOptions } from './types';

const defaultTimeout = MINUTE;
const streamTail = 64 * 1024;

/** Errors: as of a `Host` over SSH, but for those of the connection. */
export function localHost(scrub: (text: string) => string): Host {
  const name = 'the control host';
  async function run(
    argv: string[],
    options: StreamOptions,
    [out, err]: [Collector, Collector],
  ): Promise<ExecResult> {
    const { ok = [0], bytes } = options;
    const code = await ended(argv, options, out, err, name);
    const stdout = bytes ? out.bytes().toString('latin1') : out.text();
    const result = { code, stdout, stderr: err.text() };
    if (ok.includes(code)) return result;
    throw commandError(name, argv, result, scrub);
  }
  return {
    name,
    scrub,
    exec: (argv, options = {}) => run(argv, options, [collectAll(), collectAll()]),
    stream: (argv, options = {}) => run(argv, options, [collectTail(streamTail), collectTail(streamTail)]),
    upload: (path, content, mode = 0o600) => writeAtomic(path, content, { mode }),
    download: (path) => readFile(path),
  };
}

function ended(
  [command, ...args]: string[],
  { input, stdin, timeout = defaultTimeout, signal, onStdout, onStderr }: StreamOptions,
  out: Collector,
  err: Collector,
  name: string,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command!, args, { signal });
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new RoostError('CommandTimeout', `${command} on ${name} took longer than ${timeout / 1000} s`));
    }, timeout);
    child.stdout.on('data', (chunk: Buffer) => (onStdout ?? out.push)(chunk));
    child.stderr.on('data', (chunk: Buffer) => (onStderr ?? err.push)(chunk));
    child.once('error', reject);
    child.once('close', (code, by) => resolve(code ?? (by === null ? 1 : 128 + signalNumber(by))));
    child.once('close', () => clearTimeout(timer));
    // A command that does not read its input breaks the pipe; its exit code has the reason.
    child.stdin.on('error', () => undefined);
    if (stdin) stdin.pipe(child.stdin);
    else child.stdin.end(input);
  });
}

const signalNumber = (name: NodeJS.Signals): number => constants.signals[name];
