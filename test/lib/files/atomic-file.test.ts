import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeAtomic, writeAtomicSync } from '../../../src/lib/files/atomic-file';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'roost-atomic-'))));
afterEach(() => rmSync(folder, { recursive: true }));

describe.each([
  ['writeAtomic', writeAtomic],
  ['writeAtomicSync', async (...args: Parameters<typeof writeAtomicSync>) => writeAtomicSync(...args)],
] as const)('%s', (_, write) => {
  it('replaces the content with the mode, makes the folder and leaves nothing beside', async () => {
    const file = join(folder, 'new/state');
    await write(file, 'one');
    await write(file, 'two', { mode: 0o644 });
    expect(readFileSync(file, 'utf8')).toBe('two');
    expect(statSync(file).mode & 0o777).toBe(0o644);
    expect(readdirSync(join(folder, 'new'))).toEqual(['state']);
  });

  it('serves many writers at once: the file is that of one of them', async () => {
    const file = join(folder, 'state');
    const texts = Array.from({ length: 30 }, (_unused, i) => `${i}`.repeat(10_000));
    await Promise.all(texts.map((text) => write(file, text)));
    expect(texts).toContain(readFileSync(file, 'utf8'));
    expect(readdirSync(folder)).toEqual(['state']);
  });
});

it('a write that fails leaves the former content, and nothing beside', async () => {
  const file = join(folder, 'state');
  writeFileSync(file, 'former');
  const before = () => Promise.reject(new Error('no link'));
  await expect(writeAtomic(file, 'new', { before })).rejects.toThrow('no link');
  expect(readFileSync(file, 'utf8')).toBe('former');
  expect(readdirSync(folder)).toEqual(['state']);
});

it('content is on the disk before it takes its name, and the name after that', async () => {
  const file = join(folder, 'state');
  const seen: string[][] = [];
  const prototype = Object.getPrototypeOf(
    await open(folder, 'r').then(async (handle) => (await handle.close(), handle)),
  ) as FileHandle;
  const sync = jest
    .spyOn(prototype, 'sync')
    .mockImplementation(async () => void seen.push(readdirSync(folder)));
  await writeAtomic(file, 'new');
  sync.mockRestore();
  expect(seen).toEqual([[expect.stringMatching(/^state\..*\.new$/)], ['state']]);
});
