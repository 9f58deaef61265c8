/** A way to a TCP server that can be cut in the middle of what passes. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface Cutter {
  port: number;
  /**
   * After so many bytes towards the server everything is cut, and for `ms`
   * nobody gets through. Resolves when it was.
   */
  cutAfter(bytes: number, ms: number): Promise<void>;
  close(): Promise<void>;
}

export async function cutter(target: number): Promise<Cutter> {
  const open = new Set<Socket>();
  let left = Infinity;
  let away = false;
  let cut: () => void = () => {};
  const server = createServer((socket) => {
    if (away) return socket.destroy();
    const server = connect(target, '127.0.0.1');
    for (const one of [socket, server]) {
      open.add(one);
      one.on('error', () => {});
      one.on('close', () => {
        open.delete(one);
        socket.destroy();
        server.destroy();
      });
    }
    socket.on('data', (chunk) => {
      left -= chunk.length;
      if (left <= 0) cut();
    });
    socket.pipe(server);
    server.pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    cutAfter: (bytes, ms) =>
      new Promise((resolve) => {
        left = bytes;
        cut = () => {
          [left, away, cut] = [Infinity, true, () => {}];
          for (const socket of open) socket.destroy();
          setTimeout(() => (away = false), ms);
          resolve();
        };
      }),
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
