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
  /** A stream is read as fast as the command reads. */
  input?: string | Buffer | Readable;
  timeout: number;
  signal?: AbortSignal;
  onStdout: Sink;
  onStderr: Sink;
}

/** ms that output may stay silent after the command's exit: a daemon it left may hold the pipes for ever. */
const drainGrace = 2_000;

/** Runs one exec string on one channel; resolves with the exit code, as a shell gives it for a signal. */
export function runChannel(client: Client, request: ChannelRequest): Promise<number> {
  const { host, program, timeout, signal } = request;
  return new Promise((resolve, reject) => {
    let channel: ClientChannel | undefined;
    let code: number | undefined;
    let settled = false;
    let drain: NodeJS.Timeout | undefined;
    /** Chunks that a sink has not taken yet. */
    let taking = 0;
    let over = false;

    const settle = (finish: () => void) => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      clearTimeout(drain);
      signal?.removeEventListener('abort', onAbort);
      client.removeListener('close', onEnd);
      finish();
      channel?.close();
    };
    const fail = (error: unknown) => settle(() => reject(error));
    const onAbort = () => fail(signal?.reason);
    // Without an exit code the connection was cut: what the command came to is unknown.
    const onEnd = () => {
      if (code === undefined) return fail(lost(host, program));
      over = true;
      finish();
    };
    // What has come is taken first, however long that takes.
    const finish = () => {
      if (over && taking === 0 && !channel?.readableLength && !channel?.stderr.readableLength)
        settle(() => resolve(code!));
    };
    const restartDrain = () => {
      clearTimeout(drain);
      if (taking === 0) drain = setTimeout(onEnd, drainGrace);
    };
    const goOn = (from: Readable) => {
      taking -= 1;
      from.resume();
      if (code !== undefined) restartDrain();
      finish();
    };
    const feed = (sink: Sink, from: Readable) => (chunk: Buffer) => {
      if (settled) return;
      try {
        const taken = sink(chunk);
        if (taken) {
          taking += 1;
          from.pause();
          taken.then(() => goOn(from), fail);
        }
        if (code !== undefined) restartDrain();
        finish();
      } catch (error) {
        fail(error);
      }
    };
    const timer = setTimeout(
      () =>
        fail(
          new RoostError('CommandTimeout', `${program} on ${host} took longer than ${timeout / 1000} s.`, {
            host,
            program,
            timeout,
          }),
        ),
      timeout,
    );
    signal?.addEventListener('abort', onAbort);
    client.once('close', onEnd);
    const onOpen = (error: Error | undefined, stream: ClientChannel): void => {
      if (error) return fail(openError(error, host, program));
      channel = stream;
      if (settled) return stream.close();
      stream.on('error', onEnd);
      stream.on('data', feed(request.onStdout, stream));
      // Both must be drained, or 'close' never comes.
      stream.stderr.on('data', feed(request.onStderr, stream.stderr as Readable));
      stream.on('exit', (status: number | null, signalName?: string) => {
        code = status ?? 128 + (constants.signals[signalName as NodeJS.Signals] ?? 0);
        restartDrain();
      });
      stream.on('close', onEnd);
      if (request.input instanceof Readable) request.input.pipe(stream);
      else stream.end(request.input);
    };
    // While the connection was made, when nobody listened yet.
    if (signal?.aborted) return onAbort();
    try {
      client.exec(request.line, onOpen);
    } catch (error) {
      // Just cut, and not told yet.
      fail(new ChannelRefused((error as Error).message));
    }
  });
}

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
