/** Which pushes count for an app of a repository with several, and a branch that is gone. Real git. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Site } from '../../../../src/activities/app/site';
import { automaticFacts } from '../../../../src/activities/release/facts/automatic';
import { fetchMirror, Mirror } from '../../../../src/activities/release/facts/commit/mirror';
import { localHost } from '../../../client/local-host';
import { wiki } from '../../../fleet/contract/sample';

let root: string;
let work: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'roost-automatic-'));
  work = join(root, 'work');
  execFileSync('git', ['init', '-q', '-b', 'main', work]);
});
afterEach(() => rmSync(root, { recursive: true }));

const git = (...args: string[]): string =>
  execFileSync('git', ['-C', work, '-c', 'user.name=x', '-c', 'user.email=x@y', ...args])
    .toString()
    .trim();
function commit(files: Record<string, string>): string {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(work, name)), { recursive: true });
    writeFileSync(join(work, name), text);
  }
  git('add', '-A');
  git('commit', '-qm', 'x');
  return git('rev-parse', 'HEAD');
}
async function counts(serving: string, head: string, paths: string[] = []) {
  const app = { ...wiki, directory: '/srv/wiki', source: 'src', compose: ['stacks/wiki/compose.yaml'] };
  const site = {
    app: { ...app, repository: work, secrets: [], push: { ...wiki.push, paths } },
    host: localHost('hornbill'),
    paths: { mirror: join(root, 'mirror.git') },
  } as unknown as Site;
  await fetchMirror(site);
  const facts = { head, serving, hold: null, dealt: null };
  return automaticFacts(site, new Mirror(site), 'delivery', facts);
}

test('only what changes the stack counts, unless something leads out of its folder', async () => {
  const one = commit({ 'stacks/wiki/compose.yaml': '1', 'stacks/blog/compose.yaml': '1' });
  const two = commit({ 'stacks/blog/compose.yaml': '2' });
  expect(await counts(one, two)).toMatchObject({
    pathsChanged: false,
    paths: ['stacks/wiki', '.gitattributes', '.gitmodules'],
  });
  expect((await counts(one, two, ['stacks/blog'])).pathsChanged).toBe(true);
  const three = commit({ 'stacks/wiki/site.conf': '1' });
  expect((await counts(two, three)).pathsChanged).toBe(true);
  const four = commit({ 'stacks/wiki/compose.yaml': 'build: ../../lib' });
  const five = commit({ 'lib/x': '1' });
  expect(await counts(four, five)).toMatchObject({ pathsChanged: true, paths: [] });
  commit({ 'stacks/wiki/compose.yaml': '/srv/wiki/src/lib:/lib' });
  expect((await counts(four, commit({ 'lib/x': '2' }))).paths).toEqual([]);
  symlinkSync('lib', join(work, 'stacks/wiki/link'));
  const six = commit({ 'stacks/wiki/compose.yaml': '6' });
  expect((await counts(six, commit({ 'lib/x': '3' }))).pathsChanged).toBe(true);
});

test('a branch that is gone is none, and the others can be named', async () => {
  commit({ a: '1' });
  git('branch', 'old');
  await counts(git('rev-parse', 'HEAD'), git('rev-parse', 'HEAD'));
  git('branch', '-m', 'main', 'trunk');
  git('branch', '-D', 'old');
  const site = {
    app: { name: 'x', repository: work },
    host: localHost('h'),
    paths: { mirror: join(root, 'mirror.git') },
  };
  await fetchMirror(site as unknown as Site);
  const mirror = new Mirror(site as unknown as Site);
  expect(await mirror.head('main')).toBeNull();
  expect(await mirror.branches(5)).toEqual(['trunk']);
});
