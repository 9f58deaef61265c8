import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { RoostError } from '../errors';

/** Binds a port of the loopback and releases it; 0 finds a free port. */
function tryPort(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const { port: bound } = server.address() as AddressInfo;
      server.close(() => resolve(bound));
    });
  });
}

export const freePort = (): Promise<number> => tryPort(0);

/** Errors: `PortInUse`. It names the program that has the port, if this account can see it. */
export async function requireFree(port: number): Promise<number> {
  try {
    return await tryPort(port);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE')
      throw new RoostError('PortInUse', `Port ${port} cannot be used: ${message}`, { port });
    const owner = ownerOf(port);
    const by = owner ? ` by ${owner.name} (pid ${owner.pid})` : '';
    throw new RoostError('PortInUse', `Port ${port} is in use${by}`, { port, owner });
  }
}

/**
 * The process that listens on the port: on Linux only, and only if this account may read its `/proc` entry.
 */
function ownerOf(port: number): { name: string; pid: number } | undefined {
  try {
    const sockets = listeningSockets(port);
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      if (holdsSocket(pid, sockets))
        return { name: readFileSync(`/proc/${pid}/comm`, 'utf8').trim(), pid: Number(pid) };
    }
  } catch {
    // Without /proc the error names the port only.
  }
  return undefined;
}

function listeningSockets(port: number): Set<string> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const listening = '0A';
  const rows = ['tcp', 'tcp6'].flatMap((name) =>
    readFileSync(`/proc/net/${name}`, 'utf8').trim().split('\n').slice(1),
  );
  const fields = rows.map((row) => row.trim().split(/\s+/));
  return new Set(
    fields
      .filter((row) => row[1]?.endsWith(suffix) && row[3] === listening)
      .map((row) => `socket:[${row[9]}]`),
  );
}

function holdsSocket(pid: string, sockets: Set<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      try {
        return sockets.has(readlinkSync(`/proc/${pid}/fd/${fd}`));
      } catch {
        return false;
      }
    });
  } catch {
    return false;
  }
}
