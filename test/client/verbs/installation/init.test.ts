import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { roost } from '../../support';

let folder: string;
let here: string;
beforeEach(() => {
  here = process.cwd();
  folder = mkdtempSync(join(tmpdir(), 'roost-init-'));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(here);
  rmSync(folder, { recursive: true });
});

test('a fleet file that is there is never written over', async () => {
  writeFileSync('fleet.yaml', 'mine');
  const { code, json } = await roost('init a@b.example --yes --json');
  expect(code).toBe(4);
  expect(json().error.code).toBe('FleetExists');
  expect(readFileSync('fleet.yaml', 'utf8')).toBe('mine');
});

test.each(['init --yes', 'init', 'init --yes -- -oProxyCommand=x', 'init a@b:c:d --yes', 'init a;b@c --yes'])(
  'it wants to know whom to ask: %s',
  async (line) => {
    const { code, stderr } = await roost(line, { env: { HOME: folder, USER: 'op' } });
    expect([code, stderr]).toEqual([2, expect.stringContaining('BadRequest')]);
  },
);
