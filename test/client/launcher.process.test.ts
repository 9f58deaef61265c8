/** `./roost` itself, under a Node that pretends to be another version. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const launcher = join(__dirname, '..', '..', 'roost');
let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'roost-launcher-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function underNode(version: string, ...args: string[]) {
  const preload = join(folder, `node-${version}.js`);
  writeFileSync(
    preload,
    `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });\n`,
  );
  return spawnSync(process.execPath, ['--require', preload, launcher, ...args], { encoding: 'utf8' });
}

test.each(['18.20.8', '20.9.0', '20.18.3'])(
  'Node %s is refused with the version that is needed',
  (version) => {
    const { status, stderr, stdout } = underNode(version, '--version');
    expect(status).toBe(3);
    expect(stdout).toBe('');
    expect(stderr).toBe(
      `roost: Node.js 20.19 or newer is needed (24 is recommended), this is ${version} (${process.execPath})\n`,
    );
  },
);

test.each(['20.19.0', '22.0.0', '24.1.0'])('Node %s is accepted and named by --version', (version) => {
  const { status, stdout } = underNode(version, '--version');
  expect(status).toBe(0);
  expect(stdout).toMatch(new RegExp(`^\\d+\\.\\d+\\.\\d+ \\(Node\\.js ${version}\\)\\n$`));
});
