/** A socket by which a child process reaches one host through the door. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { Host } from '../types';

export interface Gate {
  /** Path of the socket; only this user may connect. */
  path: string;
  /** Why the way to the host failed, if it did. */
  failure(): unknown;
  /** What the remote command wrote to stderr. */
  said(): string;
  close(): Promise<void>;
}

const FIRST_LINE_MAX = 64 * 1024;
const SAID_MAX = 16 * 1024;

/** The kernel takes no longer name for a socket. */
const PATH_MAX = 100;

interface GateOptions {
  signal: AbortSignal;
  timeout: number;
  socket?: string;
}

export async function openGate(host: Host, { signal, timeout, socket: wanted = '' }: GateOptions): Promise<Gate> {
  const own = wanted === '' || Buffer.byteLength(wanted) > PATH_MAX;
  const folder = own ? await mkdtemp(join(tmpdir(), 'roost-door-')) : dirname(wanted);
  const path = own ? join(folder, 'socket') : wanted;
  if (!own) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await rm(path, { force: true });
  }
  let failure: unknown;
  let said = '';
  const open = new Set<Socket>();
  const closed = new AbortController();
  const ends = AbortSignal.any([signal, closed.signal]);

  async function serve(socket: Socket): Promise<void> {
    const first = await firstLine(socket);
    if (!first) return;
    const { line, rest } = first;
    const stdin = new PassThrough();
    stdin.write(rest);
    socket.pipe(stdin);
    const onStdout = (chunk: Buffer): void | Promise<void> => {
      if (socket.destroyed || socket.write(chunk)) return;
      return writable(socket);
    };
    const onStderr = (chunk: Buffer): void => void (said = (said + chunk.toString('utf8')).slice(-SAID_MAX));
    await host.stream(JSON.parse(line) as string[], { stdin, onStdout, onStderr, signal: ends, timeout, ok: Array.from({ length: 256 }, (_, code) => code) });
  }

  const served: Promise<unknown>[] = [];
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => open.delete(socket));
    const serving = serve(socket)
      .catch((error: unknown) => (failure ??= error))
      .finally(() => socket.end());
    served.push(serving);
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(path, resolve));
  return {
    path,
    failure: () => failure,
    said: () => host.scrub(said),
    async close() {
      // An rsync that failed here leaves one at the host that would wait, or send on, for days.
      closed.abort(new Error('the gate is closed'));
      await Promise.all(served);
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      await rm(own ? folder : path, { recursive: true, force: true });
    },
  };
}

/** What came behind it is passed on. Null: it was closed before there was one. */
function firstLine(socket: Socket): Promise<{ line: string; rest: Buffer } | null> {
  return new Promise((resolve) => {
    let seen = Buffer.alloc(0);
    const take = (chunk: Buffer): void => {
      seen = Buffer.concat([seen, chunk]);
      const at = seen.indexOf(10);
      if (at < 0 && seen.length < FIRST_LINE_MAX) return;
      socket.off('data', take);
      socket.pause();
      resolve({ line: seen.subarray(0, at).toString('utf8'), rest: seen.subarray(at + 1) });
    };
    socket.on('data', take);
    socket.once('close', () => resolve(null));
  });
}

/** Until it takes more; or is closed, where there is nobody left to wait for. */
function writable(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      socket.off('drain', go).off('close', go);
      resolve();
    };
    socket.on('drain', go).on('close', go);
  });
}
