import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { amountOf, amountsOf, shrunk } from '../../src/backup';

const folder = mkdtempSync(join(tmpdir(), 'roost-amounts-'));
afterAll(() => rmSync(folder, { recursive: true }));
const put = (path: string, bytes: number): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), 'x'.repeat(bytes));
};

it('counts files and bytes below each folder; a link is itself, wherever it leads', async () => {
  put('postgres/phone.dump', 100);
  put('postgres/globals.sql', 20);
  put("folders/data/it's/deep", 3);
  mkdirSync(join(folder, 'volumes'));
  symlinkSync('/', join(folder, 'folders/root'));
  put('alone', 7);
  expect(await amountsOf(folder)).toEqual({
    postgres: { bytes: 120, files: 2 },
    folders: { bytes: 4, files: 2 },
    volumes: { bytes: 0, files: 0 },
    alone: { bytes: 7, files: 1 },
  });
  expect(await amountOf(folder)).toEqual({ bytes: 131, files: 5 });
  await expect(amountOf(join(folder, 'gone'))).rejects.toThrow('ENOENT');
});

describe('what shrank', () => {
  const amount = (bytes: number, files = 1) => ({ bytes, files });
  it.each<[string, ReturnType<typeof amount>, ReturnType<typeof amount> | undefined, string[]]>([
    ['grew', amount(100_000), amount(200_000), []],
    ['half is left', amount(100_000), amount(50_000), []],
    ['less than half is left', amount(100_000), amount(49_999), ['postgres has 49999 bytes, the last time 100000']],
    ['it is gone', amount(100_000), undefined, ['postgres has 0 bytes, the last time 100000']],
    ['it was small', amount(60_000), amount(1), []],
    ['files went', amount(20_000, 30), amount(19_000, 3), ['postgres has 3 files, the last time 30']],
    ['few files went', amount(20_000, 10), amount(19_000, 1), []],
    ['both went, told once', amount(100_000, 30), amount(10, 3), ['postgres has 10 bytes, the last time 100000']],
  ])('%s', (_, was, is, told) => expect(shrunk({ postgres: was }, is ? { postgres: is } : {})).toEqual(told));

  it('is told of each, and nothing of what is new', () => {
    expect(shrunk({ a: amount(1e6), b: amount(1e6) }, { c: amount(1) })).toHaveLength(2);
    expect(shrunk({}, { c: amount(1) })).toEqual([]);
  });
});
