import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tryFileLock, withFileLock } from '../../../src/lib/files/file-lock';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roost-lock-'));
  file = join(folder, 'state');
});
afterEach(() => rmSync(folder, { recursive: true }));

it('the calls of one process work one after another', async () => {
  let working = 0;
  const most: number[] = [];
  const work = async (): Promise<void> => {
    most.push((working += 1));
    await new Promise((resolve) => setTimeout(resolve, 5));
    working -= 1;
  };
  await Promise.all(Array.from({ length: 10 }, () => withFileLock(file, work)));
  expect(most).toEqual(Array(10).fill(1));
});

it('a lock is free after work that fails', async () => {
  await expect(withFileLock(file, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await tryFileLock(file, async () => 'done')).toBe('done');
});

it('a lock of another process is respected, and ends when that process is killed', async () => {
  const script = `require(${JSON.stringify(join(__dirname, '../../../src/lib/files/file-lock'))})
    .withFileLock(process.argv[1], () => { console.log('taken'); return new Promise((done) => setTimeout(done, 60_000)); })`;
  const other = spawn(process.execPath, ['--require', require.resolve('tsx/cjs'), '-e', script, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(other.stdout, 'data');
  expect(await tryFileLock(file, async () => 'done')).toBeNull();
  other.kill('SIGKILL');
  await once(other, 'exit');
  expect(await withFileLock(file, async () => 'done')).toBe('done');
});
