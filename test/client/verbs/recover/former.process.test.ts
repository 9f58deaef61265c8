/** A host that is recovered elsewhere and still answers: two would serve its apps. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Server, utils } from 'ssh2';
import { parseFleet } from '../../../../src/fleet/file';
import { FakeRuns, fleetText, roost } from '../../support';

const pair = utils.generateKeyPairSync('ed25519');
const [type, blob] = pair.public.split(' ');
let server: Server;
let folder: string;
let file: string;
beforeEach(async () => {
  server = new Server({ hostKeys: [pair.private] }, (client) => client.on('error', () => {}));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  folder = mkdtempSync(join(tmpdir(), 'roost-former-'));
  file = join(folder, 'fleet.yaml');
});
afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

const own = `${type} ${blob}`;
const other = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEo9sQXVhZVbM5q9TkE1k3yQ0eFq2y0u8l7mFJ2nXv5d';

/** `hostKey`: the one that is pinned. */
async function recover(hostKey: string, ...more: string[]) {
  const { port } = server.address() as AddressInfo;
  writeFileSync(
    file,
    fleetText.replace('192.0.2.10', `127.0.0.1:${port}`).replace(/hostKey: .*/, `hostKey: ${hostKey}`),
  );
  const runs = new FakeRuns();
  runs.answers = { planRecover: new Error('enough') };
  const line = ['recover', 'hornbill', '--on', '203.0.113.7', '--host-key', other, ...more];
  const fleet = () => parseFleet(readFileSync(file, 'utf8'), { file, home: '/home/op' });
  return { ...(await roost(line, { runs, fleetFile: file, fleet })), runs };
}

it('is refused, and nothing is written', async () => {
  const { code, stderr, runs } = await recover(own);
  expect(code).toBe(2);
  expect(stderr).toContain('hornbill still answers at 127.0.0.1');
  expect(runs.started).toEqual([]);
  expect(readFileSync(file, 'utf8')).not.toContain('203.0.113.7');
});

it('is told by a plan', async () => {
  const { stderr, stdout, runs } = await recover(own, '--plan');
  expect(stdout + stderr).toContain('still answers');
  expect(runs.called).toHaveLength(1);
});

it.each([
  ['another machine has its address', other, []],
  ['the operator says so', own, ['--former-is-gone']],
])('goes on where %s', async (_, key, more) => {
  const { runs, stderr } = await recover(key, ...more);
  expect(stderr).not.toContain('still answers');
  expect(runs.started).toHaveLength(1);
  expect(readFileSync(file, 'utf8')).toContain('203.0.113.7');
});
