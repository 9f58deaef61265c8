/**
 * A host whose copies hold links gets no file of the control host by a restore or a move, and removes none.
 */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Site } from '../../src/activities/app/site';
import { placeDatabase } from '../../src/activities/restore/steps/fetched';
import { linkPulled } from '../../src/activities/restore/steps/link';
import { backupPaths } from '../../src/backup';
import type { ItemDatabase, RestoreItem } from '../../src/protocol/steps/restore';

let root: string;
let victim: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'roost-hostile-'));
  victim = join(root, 'home/keys');
  put(join(victim, 'app.db'), 'the key of the fleet');
});
afterEach(() => rmSync(root, { recursive: true }));

function put(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
function lead(from: string, to: string): void {
  mkdirSync(dirname(from), { recursive: true });
  symlinkSync(to, from);
}
const staging = (): string => backupPaths(root).app('phone');
const target = (): string => join(root, 'restores/phone/0123456789');
const site = () =>
  ({ app: { name: 'phone' }, fleet: { backup: { folder: root } } }) as unknown as Pick<Site, 'fleet' | 'app'>;
const database = (path: string): ItemDatabase => ({
  path,
  from: `copies/sqlite/data/${path}`,
  bytes: 0,
  files: 0,
});
const data = (...databases: ItemDatabase[]): RestoreItem => {
  const amount = { bytes: 0, files: 0 };
  return { kind: 'folder', path: 'data', from: 'folders/data', ...amount, databases };
};
const placed = (path: string) => placeDatabase(target(), 'folders/data', database(path));
const isSent = (path: string): boolean =>
  existsSync(join(target(), 'folders/data', path)) &&
  readFileSync(join(target(), 'folders/data', path), 'utf8').includes('the key');

test.each<[string, string, () => string]>([
  ['is a link', 'copies/sqlite/data/app.db', () => join(victim, 'app.db')],
  ['lies behind one', 'copies/sqlite/data', () => victim],
])('a copy of a database that %s is none', async (_, link, to) => {
  put(join(target(), 'folders/data/a'), 'a');
  lead(join(target(), link), to());
  await expect(placed('app.db')).rejects.toMatchObject({ code: 'CopyDamaged' });
  expect(isSent('app.db')).toBe(false);
});

test('a link in the folder of a database removes nothing here when the app moves', async () => {
  put(join(staging(), 'copies/sqlite/data/inner/app.db'), 'whole');
  put(join(staging(), 'folders/data/a'), 'a');
  lead(join(staging(), 'folders/data/inner'), victim);
  await expect(linkPulled(site(), [data(database('inner/app.db'))], target())).rejects.toMatchObject({
    code: 'CopyDamaged',
  });
  expect(readFileSync(join(victim, 'app.db'), 'utf8')).toBe('the key of the fleet');
});

test('what lies behind a link is not taken for what an app that moves has', async () => {
  lead(join(staging(), 'copies/sqlite'), dirname(victim));
  const item: RestoreItem = {
    kind: 'sqlite',
    path: 'app.db',
    from: 'copies/sqlite/keys/app.db',
    bytes: 0,
    files: 1,
  };
  await expect(linkPulled(site(), [item], target())).rejects.toMatchObject({ code: 'CopyDamaged' });
  expect(existsSync(join(target(), item.from))).toBe(false);
});
