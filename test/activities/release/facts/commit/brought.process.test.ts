/** Which files of a person a commit would replace: seen by git itself. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Site } from '../../../../../src/activities/app/site';
import { broughtFiles } from '../../../../../src/activities/release/facts/commit/brought';
import { localHost } from '../../../../client/local-host';

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'roost-brought-'))));
afterEach(() => rmSync(root, { recursive: true }));

const git = (...args: string[]): string =>
  execFileSync('git', ['-C', join(root, 'work'), '-c', 'user.name=x', '-c', 'user.email=x@y', ...args])
    .toString()
    .trim();
function put(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
function commit(files: Record<string, string>): string {
  for (const [name, text] of Object.entries(files)) put(join(root, 'work', name), text);
  git('add', '-A');
  git('commit', '-qm', 'one');
  return git('rev-parse', 'HEAD');
}
const look = (of: string) =>
  broughtFiles(
    {
      app: { name: 'phone' },
      host: localHost('hornbill'),
      paths: { mirror: join(root, 'work/.git') },
      source: join(root, 'app'),
    } as unknown as Site,
    of,
  );
const brought = async (of: string) => (await look(of)).brought;

test('untracked files that differ, whatever their names; of a copied folder all that differ', async () => {
  mkdirSync(join(root, 'work'));
  git('init', '-q');
  const one = commit({ a: '1', b: '1' });
  const two = commit({ a: '2', 'x y': 'theirs', same: 'same', link: 'theirs', none: '' });
  expect(await brought(two)).toEqual([]);
  execFileSync('git', ['clone', '-q', join(root, 'work'), join(root, 'app')]);
  execFileSync('git', ['-C', join(root, 'app'), 'checkout', '-q', one]);
  for (const [name, text] of [
    ['x y', 'mine'],
    ['same', 'same'],
    ['other', 'mine'],
    ['a', 'by hand'],
  ] as const)
    writeFileSync(join(root, 'app', name), text);
  symlinkSync('elsewhere', join(root, 'app/link'));
  expect((await brought(two)).sort()).toEqual(['link', 'x y']);
  rmSync(join(root, 'app/.git'), { recursive: true });
  expect((await brought(two)).sort()).toEqual(['a', 'link', 'x y']);
});

test('what git would remove with all that is in it: folders for files, files and links for folders', async () => {
  mkdirSync(join(root, 'work'));
  git('init', '-q');
  const one = commit({ 'was/folder': '1', 'was-file': '1', 'kept/.gitkeep': '' });
  git('rm', '-rq', 'was', 'was-file');
  const two = commit({
    data: 'a file',
    'conf/app.conf': 'theirs',
    'big/.gitkeep': '',
    'made/by/docker': 'theirs',
    'sub/x y': 'theirs',
    was: 'a file',
    'was-file/now': 'a folder',
    empty: 'theirs',
    '.roost/head': 'theirs',
  });
  const app = join(root, 'app');
  execFileSync('git', ['clone', '-q', join(root, 'work'), app]);
  execFileSync('git', ['-C', app, 'checkout', '-q', one]);
  mkdirSync(join(root, 'disk'));
  put(join(app, 'data/pg/x'), 'precious');
  put(join(app, 'conf'), 'mine');
  put(join(app, '.roost/lock'), 'of roost');
  put(join(app, 'sub/x y/deep'), 'precious');
  symlinkSync('../disk', join(app, 'big'));
  mkdirSync(join(app, 'empty'));
  mkdirSync(join(app, 'made/by'), { recursive: true });
  // Tracked, and by hand a link to another disk.
  rmSync(join(app, 'kept'), { recursive: true });
  symlinkSync('../disk', join(app, 'kept'));
  const wanted = ['.roost', 'big', 'conf', 'data', 'kept', 'sub/x y'];
  expect((await look(two)).inTheWay.sort()).toEqual(wanted);
  rmSync(join(app, '.git'), { recursive: true });
  expect((await look(two)).inTheWay.sort()).toEqual([...wanted, 'was', 'was-file'].sort());
});

test("a person's file of the name that roost gives its own is refused", async () => {
  mkdirSync(join(root, 'work'));
  git('init', '-q');
  const of = commit({ 'a.txt': 'a' });
  const file = join(root, 'app/docker-compose.roost.yml');
  for (const text of ['# mine\n', '']) {
    put(file, text);
    await expect(look(of)).rejects.toMatchObject({
      code: 'ContractInvalid',
      message: expect.stringContaining(file),
    });
  }
  put(file, '# Written by roost for release 3, and replaced by the next one.\n');
  await expect(look(of)).resolves.toEqual({ inTheWay: [], brought: [] });
});

/** A clone of two commits that is at the first one; the hash of the second. */
function cloned(): { two: string; inApp: (...args: string[]) => void } {
  mkdirSync(join(root, 'work'));
  git('init', '-q');
  const one = commit({ conf: '1', 'a/f': '1', 'b/f': '1', tidy: '1' });
  const two = commit({ conf: '2', 'c/f': '2' });
  execFileSync('git', ['clone', '-q', join(root, 'work'), join(root, 'app')]);
  const inApp = (...args: string[]): void => void execFileSync('git', ['-C', join(root, 'app'), ...args]);
  inApp('checkout', '-q', one);
  return { two, inApp };
}

test.each(['assume-unchanged', 'skip-worktree'])(
  'a file that was changed by hand, and that git is told not to look at (%s), is refused by name',
  async (flag) => {
    const { two, inApp } = cloned();
    inApp('update-index', `--${flag}`, 'conf', 'tidy');
    expect(await brought(two)).toEqual([]);
    put(join(root, 'app/conf'), 'mine');
    const remedy = `git update-index --no-${flag} -- conf`;
    await expect(look(two)).rejects.toThrow(`changed by hand: conf. Write there: ${remedy}`);
    inApp(...remedy.split(' ').slice(1));
    expect(await brought(two)).toEqual([]);
  },
);

test('a checkout that leaves out a part of the repository is refused by name', async () => {
  const { two, inApp } = cloned();
  inApp('sparse-checkout', 'set', 'a');
  await expect(look(two)).rejects.toThrow(/leaves out a part.* b\/f.*git sparse-checkout disable/);
  inApp('sparse-checkout', 'disable');
  expect(await brought(two)).toEqual([]);
});

test('a file of the repository with the name of the one that roost adds is refused', async () => {
  const { inApp } = cloned();
  inApp('status');
  const mine = commit({ 'docker-compose.roost.yml': 'services: {}' });
  await expect(look(mine)).rejects.toThrow(/has a file docker-compose\.roost\.yml.*another name/);
  const ours = commit({ 'docker-compose.roost.yml': '# Written by roost for release 1.' });
  expect(await brought(ours)).toEqual([]);
});
