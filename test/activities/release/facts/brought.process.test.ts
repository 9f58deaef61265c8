/** Which files of a person a commit would replace: seen by git itself. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Site } from '../../../../src/activities/app/site';
import { broughtFiles } from '../../../../src/activities/release/facts/brought';
import { localHost } from '../../../client/local-host';

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'roost-brought-'))));
afterEach(() => rmSync(root, { recursive: true }));

const git = (...args: string[]): string =>
  execFileSync('git', ['-C', join(root, 'work'), '-c', 'user.name=x', '-c', 'user.email=x@y', ...args])
    .toString()
    .trim();
function commit(files: Record<string, string>): string {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, 'work', name), text);
  git('add', '-A');
  git('commit', '-qm', 'one');
  return git('rev-parse', 'HEAD');
}
const brought = (of: string) =>
  broughtFiles(
    {
      host: localHost('hornbill'),
      paths: { mirror: join(root, 'work/.git') },
      source: join(root, 'app'),
    } as unknown as Site,
    of,
  );

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
