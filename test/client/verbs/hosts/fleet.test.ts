import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hostKey, parse } from '../../../fleet/file/sample';
import { roost } from '../../support';

const text = `# ours
fleet: home
hosts:
  # the first one
  vps1: { user: deploy, addresses: [192.0.2.7], hostKey: '${hostKey}' } # at home
  vps2: { user: deploy, addresses: [192.0.2.8], hostKey: '${hostKey}' }
apps:
  notes: { host: vps1, contract: compose, repository: 'https://git.example/notes.git', directory: /srv/notes, service: web }
`;

function file(): string {
  const path = join(mkdtempSync(join(tmpdir(), 'roost-fleet-')), 'fleet.yaml');
  writeFileSync(path, text);
  return path;
}
const run = (path: string, args: string[]) =>
  roost(['fleet', ...args], { fleet: () => parse(text), fleetFile: path });

test('add writes a host with its key, and keeps all that was there', async () => {
  const path = file();
  const ran = await run(path, [
    'add',
    'vps3',
    'root@192.0.2.9:2222',
    '--host-key',
    hostKey,
    '--key',
    '/root/key',
  ]);
  expect([ran.code, ran.stderr]).toEqual([0, '']);
  const after = readFileSync(path, 'utf8');
  for (const line of text.split('\n')) expect(after).toContain(line);
  expect(after).toContain(
    `  vps3:\n    user: root\n    addresses:\n      - 192.0.2.9:2222\n    key: /root/key\n    hostKey: ${hostKey}\n`,
  );
});

test.each([
  [['add', 'Vps3', 'root@192.0.2.9', '--host-key', hostKey], 'is not a name'],
  [['add', 'vps1', 'root@192.0.2.9', '--host-key', hostKey], 'has a host or an app vps1 already'],
  [['add', 'notes', 'root@192.0.2.9', '--host-key', hostKey], 'has a host or an app notes already'],
  [['add', 'vps3', 'root@a b', '--host-key', hostKey], 'is not user@host'],
  [['add', 'vps3', 'root@192.0.2.9', '--host-key', 'SHA256:abc'], '--host-key is a fingerprint'],
  [['remove', 'vps9'], 'There is no host vps9'],
  [['remove', 'vps1'], 'vps1 still has apps: notes'],
])('%j is refused, and the file stays', async (args, says) => {
  const path = file();
  const ran = await run(path, args);
  expect(ran.code).toBe(2);
  expect(ran.stderr).toContain(says);
  expect(readFileSync(path, 'utf8')).toBe(text);
});

test('remove takes one host out, and nothing else', async () => {
  const path = file();
  expect((await run(path, ['remove', 'vps2'])).code).toBe(0);
  const left = text.split('\n').filter((line) => !line.includes('vps2'));
  expect(readFileSync(path, 'utf8')).toBe(left.join('\n'));
});
