/** Connects an rsync here to its other half: a command on the host, over the SSH connection. */
import { PassThrough, type Duplex } from 'node:stream';
import { anyCode } from '../exit-code';
import type { Host } from '../types';

const firstLineMax = 64 * 1024;
const stderrMax = 16 * 1024;

export interface TransportLimits {
  signal: AbortSignal;
  /** ms */
  timeout: number;
  /** What the command is run by; absent: itself. */
  by?: (argv: string[]) => string[];
}

export class RsyncTransport {
  #failure: unknown;
  #stderr = '';
  readonly #closing = new AbortController();
  readonly #served: Promise<void>;

  /** `pipe`: what scripts/rsh.sh has as 3. */
  constructor(
    private readonly host: Host,
    private readonly pipe: Duplex,
    private readonly limits: TransportLimits,
  ) {
    // rsync may have ended before it has taken everything.
    pipe.on('error', () => {});
    this.#served = this.#serve()
      .catch((error: unknown) => {
        if (!this.#closing.signal.aborted) this.#failure = error;
      })
      .finally(() => pipe.end());
  }

  /** Why the command on the host could not run to its end; undefined: it could. */
  get failure(): unknown {
    return this.#failure;
  }

  /** The end of what the command on the host wrote to stderr, without secrets. */
  get stderr(): string {
    return this.host.scrub(this.#stderr);
  }

  /** Ends what still runs on the host. */
  async close(): Promise<void> {
    // An rsync that failed here leaves one at the host that would wait, or send on, for days.
    this.#closing.abort(new Error('rsync has ended'));
    this.pipe.destroy();
    await this.#served;
  }

  async #serve(): Promise<void> {
    const { host, pipe, limits } = this;
    const first = await firstLine(pipe);
    if (!first) return;
    const stdin = new PassThrough();
    stdin.write(first.rest);
    pipe.pipe(stdin);
    const argv = first.line.split('\t');
    await host.stream(limits.by?.(argv) ?? argv, {
      stdin,
      onStdout: (chunk) => (!pipe.writable || pipe.write(chunk) ? undefined : writable(pipe)),
      onStderr: (chunk) => void (this.#stderr = (this.#stderr + chunk.toString('utf8')).slice(-stderrMax)),
      signal: AbortSignal.any([limits.signal, this.#closing.signal]),
      timeout: limits.timeout,
      ok: anyCode,
    });
  }
}

/** `rest`: the bytes behind the line. Null: the pipe was closed before there was a line. */
function firstLine(pipe: Duplex): Promise<{ line: string; rest: Buffer } | null> {
  return new Promise((resolve) => {
    let seen = Buffer.alloc(0);
    const take = (chunk: Buffer): void => {
      seen = Buffer.concat([seen, chunk]);
      const at = seen.indexOf(10);
      if (at < 0 && seen.length < firstLineMax) return;
      pipe.off('data', take);
      pipe.pause();
      resolve({ line: seen.subarray(0, at).toString('utf8'), rest: seen.subarray(at + 1) });
    };
    pipe.on('data', take);
    pipe.once('close', () => resolve(null));
  });
}

/** Resolves when the pipe takes more, or is closed. */
function writable(pipe: Duplex): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      pipe.off('drain', go).off('close', go);
      resolve();
    };
    pipe.on('drain', go).on('close', go);
  });
}
