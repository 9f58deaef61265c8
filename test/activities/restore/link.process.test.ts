/**
 * What a move has pulled, taken for what is fetched: without a copy,
 * and without a way back into the staging.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Site } from '../../../src/activities/app/site';
import { linkPulled } from '../../../src/activities/restore/steps/link';
import { backupPaths } from '../../../src/backup';
import { shellScript } from '../../../src/lib/shell-script';
import type { RestoreItem } from '../../../src/protocol/steps/restore';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'roost-link-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const site = () =>
  ({ app: { name: 'phone' }, fleet: { backup: { folder: root } } }) as unknown as Pick<Site, 'fleet' | 'app'>;
const put = (path: string, text: string): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
};

it('puts the copy of a SQLite file into a file of its own', async () => {
  const staging = backupPaths(root).app('phone');
  put(join(staging, 'folders/data/a'), 'one');
  put(join(staging, 'folders/data/app.db'), 'torn');
  put(join(staging, 'copies/sqlite/app.db'), 'whole');
  const databases = [{ path: 'app.db', from: 'copies/sqlite/app.db', bytes: 5, files: 1 }];
  const item: RestoreItem = {
    kind: 'folder',
    path: 'data',
    from: 'folders/data',
    bytes: 8,
    files: 2,
    databases,
  };
  const target = join(root, 'restores/phone/0123456789');
  for (let attempt = 0; attempt < 2; attempt += 1) {
    await linkPulled(site(), [item], target);
    expect(readFileSync(join(target, 'folders/data/app.db'), 'utf8')).toBe('whole');
    expect(readFileSync(join(staging, 'folders/data/app.db'), 'utf8')).toBe('torn');
    expect(statSync(join(target, 'folders/data/a')).ino).toBe(statSync(join(staging, 'folders/data/a')).ino);
  }
});

it('takes what was sent ahead, once, and never in place of what is there', () => {
  const take = shellScript(join(__dirname, '../../../src/activities/restore/steps'), 'take-ahead');
  const [from, to] = [join(root, 'app/.a.roost-new-1'), join(root, 'app/new/2/a')];
  put(join(from, 'file'), 'ahead');
  const run = (...paths: string[]): void => {
    const [program, ...args] = take(...paths);
    execFileSync(program!, args);
  };
  run(from, to, join(root, 'none'), join(root, 'nowhere'));
  run(from, to);
  expect(readFileSync(join(to, 'file'), 'utf8')).toBe('ahead');
  put(join(from, 'file'), 'later');
  run(from, to);
  expect(readFileSync(join(to, 'file'), 'utf8')).toBe('ahead');
});
