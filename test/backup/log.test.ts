import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logLine } from '../../src/backup';

const folder = mkdtempSync(join(tmpdir(), 'roost-log-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('is a line each, whatever a failure says, also of many at once', async () => {
  const file = join(folder, 'backups/backup.log');
  const at = new Date('2026-01-02T03:04:05Z');
  await logLine(file, 'phone: failed, ScriptFailed: it said\n  no\r\nthe script ended with 3\r\n', at);
  expect(readFileSync(file, 'utf8')).toBe(
    '2026-01-02T03:04:05.000Z phone: failed, ScriptFailed: it said | no | the script ended with 3\n',
  );
  await Promise.all(
    Array.from({ length: 50 }, (_, n) => logLine(file, `app${n}: ${'x'.repeat(10_000)}\ragain\u2028`, at)),
  );
  const lines = readFileSync(file, 'utf8')
    .trimEnd()
    .split(/\r|\n|\u2028/);
  expect(lines).toHaveLength(51);
  expect(lines.every((line) => line.startsWith('2026-01-02T03:04:05.000Z '))).toBe(true);
});
