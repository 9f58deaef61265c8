/** The way of an rsync to its other half: a command on the host, through the door. */
import { PassThrough, type Duplex } from 'node:stream';
import { anyCode } from '../exit-code';
import type { Host } from '../types';

export interface Way {
  /** Why it failed, if it did. */
  failure(): unknown;
  /** What the remote command wrote to stderr. */
  said(): string;
  /** Ends what still runs on the host. */
  close(): Promise<void>;
}

const FIRST_LINE_MAX = 64 * 1024;
const SAID_MAX = 16 * 1024;

/** `pipe`: what scripts/rsh.sh has as 3. */
export function openWay(
  host: Host,
  pipe: Duplex,
  { signal, timeout }: { signal: AbortSignal; timeout: number },
): Way {
  let failure: unknown;
  let said = '';
  const closed = new AbortController();

  async function serve(): Promise<void> {
    const first = await firstLine(pipe);
    if (!first) return;
    const stdin = new PassThrough();
    stdin.write(first.rest);
    pipe.pipe(stdin);
    const onStdout = (chunk: Buffer): void | Promise<void> => {
      if (!pipe.writable || pipe.write(chunk)) return;
      return writable(pipe);
    };
    const onStderr = (chunk: Buffer): void => void (said = (said + chunk.toString('utf8')).slice(-SAID_MAX));
    await host.stream(first.line.split('\t'), {
      stdin,
      onStdout,
      onStderr,
      signal: AbortSignal.any([signal, closed.signal]),
      timeout,
      ok: anyCode,
    });
  }

  // rsync may be gone before it has taken everything.
  pipe.on('error', () => {});
  const served = serve()
    .catch((error: unknown) => {
      if (!closed.signal.aborted) failure = error;
    })
    .finally(() => pipe.end());
  return {
    failure: () => failure,
    said: () => host.scrub(said),
    async close() {
      // An rsync that failed here leaves one at the host that would wait, or send on, for days.
      closed.abort(new Error('rsync has ended'));
      pipe.destroy();
      await served;
    },
  };
}

/** What came behind it is passed on. Null: it was closed before there was one. */
function firstLine(pipe: Duplex): Promise<{ line: string; rest: Buffer } | null> {
  return new Promise((resolve) => {
    let seen = Buffer.alloc(0);
    const take = (chunk: Buffer): void => {
      seen = Buffer.concat([seen, chunk]);
      const at = seen.indexOf(10);
      if (at < 0 && seen.length < FIRST_LINE_MAX) return;
      pipe.off('data', take);
      pipe.pause();
      resolve({ line: seen.subarray(0, at).toString('utf8'), rest: seen.subarray(at + 1) });
    };
    pipe.on('data', take);
    pipe.once('close', () => resolve(null));
  });
}

/** Until it takes more; or is closed, where there is nobody left to wait for. */
function writable(pipe: Duplex): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      pipe.off('drain', go).off('close', go);
      resolve();
    };
    pipe.on('drain', go).on('close', go);
  });
}
