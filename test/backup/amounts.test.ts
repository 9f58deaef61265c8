import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { amountIn, amountOf, amountsOf } from '../../src/backup';

const folder = mkdtempSync(join(tmpdir(), 'roost-amounts-'));
afterAll(() => rmSync(folder, { recursive: true }));
const put = (path: string, bytes: number): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), 'x'.repeat(bytes));
};

it('counts files and bytes of each place; a link is itself, wherever it leads', async () => {
  put('copies/postgres/phone.dump', 100);
  put('copies/postgres/globals.sql', 20);
  put('copies/volumes/uploads.tar', 9);
  put("folders/data/it's/deep", 3);
  mkdirSync(join(folder, 'folders/empty'));
  symlinkSync('/', join(folder, 'folders/data/root'));
  expect(
    await amountsOf(folder, [
      'copies/postgres',
      'copies/volumes/uploads.tar',
      'folders/data',
      'folders/empty',
      'script',
    ]),
  ).toEqual({
    'copies/postgres': { bytes: 120, files: 2 },
    'copies/volumes/uploads.tar': { bytes: 9, files: 1 },
    'folders/data': { bytes: 4, files: 2 },
    'folders/empty': { bytes: 0, files: 0 },
    script: { bytes: 0, files: 0 },
  });
  expect(await amountOf(folder)).toEqual({ bytes: 133, files: 5 });
  await expect(amountOf(join(folder, 'gone'))).rejects.toThrow('ENOENT');
});

it('finds what older versions have counted as one', () => {
  const amounts = {
    'copies/postgres': { bytes: 120, files: 2 },
    'copies/volumes/a.tar': { bytes: 5, files: 1 },
    'copies/volumes/b.tar': { bytes: 6, files: 1 },
    'folders/data': { bytes: 1, files: 1 },
    'folders/data/uploads': { bytes: 7, files: 3 },
    'folders2/x': { bytes: 100, files: 100 },
  };
  expect(
    ['postgres', 'volumes', 'folders', 'folders/data', 'script'].map((place) => amountIn(amounts, place)),
  ).toEqual([
    { bytes: 120, files: 2 },
    { bytes: 11, files: 2 },
    { bytes: 8, files: 4 },
    { bytes: 1, files: 1 },
    { bytes: 0, files: 0 },
  ]);
});

it('counts files whose names are no UTF-8', async () => {
  mkdirSync(join(folder, 'folders/scans'), { recursive: true });
  const latin1 = Buffer.from(`${folder}/folders/scans/gr\u00fcsse.wav`, 'latin1');
  writeFileSync(latin1, 'x'.repeat(200));
  expect(await amountsOf(folder, ['folders/scans'])).toEqual({ 'folders/scans': { bytes: 200, files: 1 } });
});
