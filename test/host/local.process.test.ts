import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localHost } from '../../src/host/local';

const folder = mkdtempSync(join(tmpdir(), 'roost-local-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const host = localHost((text) => text.replaceAll('hunter2', '[redacted]'));

test('a command of the control host gets its input, and its output comes back', async () => {
  const { stdout } = await host.exec(['sh', '-c', 'cat; echo " $1"', 'show', "it's"], { input: 'in' });
  expect(stdout).toBe("in it's\n");
});

test('a failed command of the control host is an error without its secrets', async () => {
  const failed = host.exec(['sh', '-c', 'echo hunter2 >&2; exit 3']);
  await expect(failed).rejects.toMatchObject({
    code: 'CommandFailed',
    message: expect.stringContaining('[redacted]'),
  });
});

test('a command of the control host that takes too long is ended', async () => {
  await expect(host.exec(['sleep', '60'], { timeout: 100 })).rejects.toMatchObject({
    code: 'CommandTimeout',
  });
});

test('an uploaded file has its mode, in a folder that was made, and leaves nothing beside it', async () => {
  const file = join(folder, 'deep', 'lock');
  await host.upload(file, 'first');
  await host.upload(file, 'second', 0o755);
  expect(readFileSync(file, 'utf8')).toBe('second');
  expect(statSync(file).mode & 0o777).toBe(0o755);
  expect(readdirSync(join(folder, 'deep'))).toEqual(['lock']);
});
