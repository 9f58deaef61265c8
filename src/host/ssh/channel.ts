import { constants } from 'node:os';
import { Readable } from 'node:stream';
import type { Client, ClientChannel } from 'ssh2';
import { RoostError } from '../../errors';
import type { Sink } from './output';
import { ChannelRefused } from './pool';

export interface ChannelRequest {
  host: string;
  /** For messages: never the whole command. */
  program: string;
  line: string;
  /** A stream is read as fast as the command consumes it. */
  input?: string | Buffer | Readable;
  timeout: number;
  signal?: AbortSignal;
  onStdout: Sink;
  onStderr: Sink;
}

/** ms without output after the command's exit: a daemon that it started may keep the pipes open for ever. */
const drainGrace = 2_000;

/** Runs one exec string on one channel; resolves with the exit code, as a shell gives it for a signal. */
export const runChannel = (client: Client, request: ChannelRequest): Promise<number> =>
  new ChannelRun(client, request).result;

/** `draining`: the exit code is known, and output still comes. */
export type ChannelState = 'opening' | 'running' | 'draining' | 'settled';

export class ChannelRun {
  readonly result: Promise<number>;
  #state: ChannelState = 'opening';
  #resolve!: (code: number) => void;
  #reject!: (error: unknown) => void;
  #channel: ClientChannel | undefined;
  #code: number | undefined;
  /** Chunks that a sink has not taken yet. */
  #taking = 0;
  /** The channel is closed. */
  #closed = false;
  readonly #timer: NodeJS.Timeout;
  #drain: NodeJS.Timeout | undefined;

  constructor(
    private readonly client: Client,
    private readonly request: ChannelRequest,
  ) {
    this.result = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#timer = setTimeout(() => this.#fail(timedOut(request)), request.timeout);
    this.#open();
  }

  get state(): ChannelState {
    return this.#state;
  }

  #open(): void {
    const { client, request } = this;
    // The signal may have been aborted while the connection was made.
    if (request.signal?.aborted) return this.#abort();
    request.signal?.addEventListener('abort', this.#abort);
    client.once('close', this.#close);
    try {
      client.exec(request.line, (error, channel) => {
        if (error) this.#fail(openError(error, request.host, request.program));
        else this.#begin(channel);
      });
    } catch (error) {
      // The connection is cut, but its event has not arrived yet.
      this.#fail(new ChannelRefused((error as Error).message));
    }
  }

  #begin(channel: ClientChannel): void {
    const { input, onStdout, onStderr } = this.request;
    this.#channel = channel;
    if (this.#state === 'settled') return channel.close();
    this.#state = 'running';
    channel.on('error', this.#close);
    channel.on('data', (chunk: Buffer) => this.#feed(onStdout, channel, chunk));
    // Both must be drained, or 'close' never comes.
    const errors = channel.stderr as Readable;
    errors.on('data', (chunk: Buffer) => this.#feed(onStderr, errors, chunk));
    channel.on('exit', (status: number | null, signal?: string) => this.#exit(status, signal));
    channel.on('close', this.#close);
    if (input instanceof Readable) input.pipe(channel);
    else channel.end(input);
  }

  #feed(sink: Sink, from: Readable, chunk: Buffer): void {
    if (this.#state === 'settled') return;
    try {
      const taken = sink(chunk);
      if (taken) {
        this.#taking += 1;
        from.pause();
        taken.then(
          () => {
            this.#taking -= 1;
            from.resume();
            this.#progress();
          },
          (error: unknown) => this.#fail(error),
        );
      }
      this.#progress();
    } catch (error) {
      this.#fail(error);
    }
  }

  #exit(status: number | null, signal?: string): void {
    if (this.#state === 'settled') return;
    this.#code = status ?? 128 + (constants.signals[signal as NodeJS.Signals] ?? 0);
    this.#state = 'draining';
    this.#restartDrain();
  }

  readonly #close = (): void => {
    if (this.#state === 'settled') return;
    // Without an exit code the connection was cut: the command's outcome is unknown.
    if (this.#state !== 'draining') return this.#fail(lost(this.request.host, this.request.program));
    this.#closed = true;
    this.#finish();
  };

  readonly #abort = (): void => this.#fail(this.request.signal?.reason);

  #progress(): void {
    if (this.#state === 'draining') this.#restartDrain();
    this.#finish();
  }

  #restartDrain(): void {
    clearTimeout(this.#drain);
    if (this.#taking === 0) this.#drain = setTimeout(this.#close, drainGrace);
  }

  /** Waits first until the sinks have taken all output. */
  #finish(): void {
    const isRead = !this.#channel?.readableLength && !this.#channel?.stderr.readableLength;
    if (this.#closed && this.#taking === 0 && isRead) this.#settle(() => this.#resolve(this.#code!));
  }

  #fail(error: unknown): void {
    this.#settle(() => this.#reject(error));
  }

  #settle(end: () => void): void {
    if (this.#state === 'settled') return;
    this.#state = 'settled';
    clearTimeout(this.#timer);
    clearTimeout(this.#drain);
    this.request.signal?.removeEventListener('abort', this.#abort);
    this.client.removeListener('close', this.#close);
    end();
    this.#channel?.close();
  }
}

const timedOut = ({ host, program, timeout }: ChannelRequest): RoostError =>
  new RoostError('CommandTimeout', `${program} on ${host} took longer than ${timeout / 1000} s.`, {
    host,
    program,
    timeout,
  });

const lost = (host: string, program: string) =>
  new RoostError('ConnectionLost', `The connection to ${host} was cut while ${program} ran.`, {
    host,
    program,
  });

function openError(error: Error, host: string, program: string): Error {
  if (/channel open failure|no free channels/i.test(error.message)) return new ChannelRefused(error.message);
  if (/unable to exec/i.test(error.message))
    return new RoostError('HostMisconfigured', `The SSH server of ${host} lets this user run no commands.`, {
      host,
    });
  return lost(host, program);
}
