/** The kernel's own table of connections, read by the real program. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { parsePeers, peersArgv } from '../../../src/inspect/control/peers';

const outside = Object.values(networkInterfaces())
  .flatMap((all) => all ?? [])
  .find(({ internal, family }) => !internal && family === 'IPv4');

(outside ? it : it.skip)('names who is connected from elsewhere, and not who asks', async () => {
  const { address } = outside!;
  const server = createServer().listen(0, address);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = connect(port, address);
  const [[accepted]] = await Promise.all([once(server, 'connection'), once(client, 'connect')]);
  const peersFor = (from: string): string[] => {
    const [program, ...args] = peersArgv();
    const env = { ...process.env, SSH_CONNECTION: `${from} 50000 ${address} ${port}` };
    return parsePeers(execFileSync(program!, args, { encoding: 'utf8', env }));
  };
  expect(peersFor('203.0.113.5')).toEqual([address]);
  expect(peersFor(address)).toEqual([]);
  client.destroy();
  (accepted as { destroy(): void }).destroy();
  server.close();
});
