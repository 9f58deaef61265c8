/** Ports and room, asked in a real shell: real sockets, and a Docker that says what containers publish. */
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Site } from '../../../../src/activities/app/site';
import { surroundingsFacts } from '../../../../src/activities/release/facts/surroundings';
import type { RunningContainer } from '../../../../src/plan/release/facts';
import { localHost } from '../../../client/local-host';

let bin: string;
const servers: Server[] = [];
beforeEach(() => {
  bin = mkdtempSync(join(tmpdir(), 'roost-surroundings-'));
});
afterEach(() => {
  servers.splice(0).forEach((server) => server.close());
  rmSync(bin, { recursive: true });
});

async function listen(address: string): Promise<number> {
  const server = createServer().listen(0, address);
  servers.push(server);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

function docker(ps: string, root = '/'): void {
  writeFileSync(
    join(bin, 'docker'),
    `#!/bin/sh
case "$1" in
ps) printf '${ps}' ;;
info) echo '${root}' ;;
image) for name; do :; done; [ "$name" = there:1 ] && echo 500 ;;
esac
`,
  );
  chmodSync(join(bin, 'docker'), 0o755);
}

const look = (published: number, containers: Partial<RunningContainer>[] = [], kept: string[] = []) =>
  surroundingsFacts({ host: localHost('hornbill', bin) } as unknown as Site, {
    model: {
      services: {
        web: {
          image: 'there:1',
          ports: [{ published: String(published), host_ip: '127.0.0.1', target: 80 }],
        },
        worker: { image: 'gone:1' },
        built: { build: { context: '/x' } },
      },
    },
    containers: containers as RunningContainer[],
    gone: [],
    kept,
  });

test('a port that a process has, and one that is free', async () => {
  docker('');
  const port = await listen('127.0.0.1');
  expect((await look(port)).portsTaken).toEqual([
    { service: 'web', port: `127.0.0.1:${port}/tcp`, by: null },
  ]);
  servers[0]!.close();
  await once(servers[0]!, 'close');
  expect((await look(port)).portsTaken).toEqual([]);
});

test('the port of a container: of the app, and of another', async () => {
  const port = await listen('127.0.0.1');
  docker(`own\\tweb-1\\t127.0.0.1:${port}->80/tcp\\n`);
  expect((await look(port, [{ id: 'own', service: 'web' }])).portsTaken).toEqual([]);
  expect((await look(port)).portsTaken).toMatchObject([{ by: 'web-1' }]);
  expect((await look(port)).namesTaken).toEqual([]);
  // A person's, which stays.
  expect((await look(port, [{ id: 'own', service: 'other' }])).portsTaken).toMatchObject([{ by: 'web-1' }]);
});

test('the room where Docker keeps its images, also where its folder cannot be asked', async () => {
  for (const root of ['/', '/nowhere/at/all', '']) {
    docker('', root);
    const { imageRoom } = await look(1);
    expect(imageRoom).toMatchObject({ made: ['worker', 'built'], now: 0 });
    expect(imageRoom?.freeBytes).toBeGreaterThan(0);
  }
  const { imageRoom } = await look(1, [{ id: 'b', service: 'built', imageId: 'there:1' }], ['worker']);
  expect(imageRoom).toMatchObject({ made: ['built'], now: 500 });
});
