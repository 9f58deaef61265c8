import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { takenBy } from '../../src/backup';

const MB = 1_000_000;

test('what a folder takes counts holes as nothing and a file of several names once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'roost-taken-'));
  mkdirSync(join(folder, 'sub'));
  writeFileSync(join(folder, 'map'), '');
  truncateSync(join(folder, 'map'), 900 * MB);
  writeFileSync(join(folder, 'one'), Buffer.alloc(MB, 1));
  for (const name of ['two', 'sub/three']) linkSync(join(folder, 'one'), join(folder, name));
  symlinkSync('/', join(folder, 'all'));
  const taken = await takenBy(folder);
  rmSync(folder, { recursive: true });
  expect(taken).toBeGreaterThanOrEqual(MB);
  expect(taken).toBeLessThan(1.2 * MB);
  expect(await takenBy(folder)).toBe(0);
});
