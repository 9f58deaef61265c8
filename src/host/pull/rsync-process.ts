/** The rsync on the control host. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { RoostError } from '../../errors';
import { type Attributes, attributeArgs } from './attributes';
import { MovedReader, PARTIAL_FOLDER } from './moved';
import { parseProgress } from './progress';
import type { PullRequest } from './request';

export interface RsyncProcess {
  /** Leads to rsync on the host: see scripts/rsh.sh. */
  pipe: Duplex;
  /** Its exit code. Errors: `ToolMissing`. */
  exit: Promise<number>;
  /** What it wrote to stderr, once `pipe` is closed. */
  messages: Promise<MovedReader>;
}

// rsync splits at spaces and knows quotes.
const rsh = `sh '${join(__dirname, '..', 'scripts', 'rsh.sh')}'`;

export const pullArgs = ({ from, to, filter = [] }: PullRequest, attributes: Attributes): string[] => [
  '--archive',
  '--numeric-ids',
  // Times are compared to the nanosecond. Else a file that changes twice in a second could be missed.
  '--modify-window=-1',
  ...attributeArgs(attributes),
  // They stay what they are, and take here what they take there.
  '--hard-links',
  '--sparse',
  // Devices and pipes are of no use in a backup, and a danger here.
  '--no-devices',
  '--no-specials',
  // rsh.sh passes bytes with cat, which cannot handle a pipe that does not block.
  '--blocking-io',
  // At the end: partial files are among what is excluded, and are needed until then.
  '--delete-delay',
  '--delete-excluded',
  `--partial-dir=${PARTIAL_FOLDER}`,
  // The settings of rsync's rc files and environment must not change the output that is parsed.
  '--no-human-readable',
  '--info=progress2',
  '--outbuf=L',
  ...filter.map((rule) => `--filter=${rule}`),
  // rsync requires the name of a host. The transport knows the host.
  `host:${from}/`,
  `${to}/`,
];

/** `args`: with `host:` before the path that is on the host. `from`: what it reads. */
export function startRsync(
  args: string[],
  { from, signal, onProgress, onChild }: Pick<PullRequest, 'from' | 'signal' | 'onProgress' | 'onChild'>,
): RsyncProcess {
  const env = { ...process.env, RSYNC_RSH: rsh, RSYNC_PROTECT_ARGS: '1', LC_ALL: 'C' };
  const child = spawn('rsync', args, {
    env,
    signal,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  if (child.pid !== undefined) onChild?.(child.pid);
  const reader = new MovedReader(from);
  child.stdout!.on('data', (chunk: Buffer) => {
    const progress = parseProgress(chunk.toString('utf8'));
    if (progress) onProgress?.(progress);
  });
  child.stderr!.setEncoding('utf8').on('data', (text: string) => reader.add(text));
  const messages = new Promise<MovedReader>((resolve) => child.on('close', () => resolve(reader)));
  const exit = new Promise<number>((resolve, reject) => {
    child.on('exit', (code) => resolve(code ?? -1));
    child.on('error', (cause) => {
      // An abort is an error too; the process has begun and still exits.
      if (child.pid !== undefined) return;
      const message = `rsync could not be started on the control host: ${cause.message}; install the package rsync`;
      reject(new RoostError('ToolMissing', message, { tool: 'rsync' }, { cause }));
    });
  });
  return { pipe: child.stdio[3] as Duplex, exit, messages };
}
