/** The submodules that a commit names: the tree of a release is that of a clone. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { activate } from '../../../../../../src/activities/app/folder/activate';
import type { StepSite } from '../../../../../../src/activities/app/site';
import { appPaths } from '../../../../../../src/plan/names';
import {
  app,
  at,
  cloned,
  fetched,
  filesOf,
  freshRoots,
  git,
  pruneParts,
  put,
  repository,
  site,
  staged,
} from './rig';

freshRoots();

test('a release has the submodules of its commit, nested ones too, as a clone has them; the app folder as well', async () => {
  const old = repository('inner', { 'inner.txt': '1' });
  repository(
    'lib',
    { 'a b/lib.txt': '1', 'gone.txt': 'x', '.gitattributes': '*.txt text eol=crlf\n' },
    { 'in ner': '../inner.git' },
  );
  const one = repository('shop', { 'compose.yaml': 'services: {}' }, { 'vendor/lib': '../lib.git' });
  repository('inner', { 'inner.txt': '2' });
  expect(await fetched(one)).toEqual({ submodules: [], filters: [] });
  const tree = staged(one);
  expect(filesOf(tree)).toBe(filesOf(cloned()));
  expect(readFileSync(join(tree, 'vendor/lib/in ner/inner.txt'), 'utf8')).toBe('1');
  expect(old).toMatch(/^[0-9a-f]{40}$/);

  const go = async (release: number, commit: string): Promise<string> => {
    put(appPaths(app).release(release).tree, {});
    put(dirname(appPaths(app).release(release).record), {
      'release.json': JSON.stringify({ release, commit, strategy: 'recreate' }),
    });
    await activate(site(), release);
    return filesOf(join(app, 'src'));
  };
  const first = filesOf(cloned());
  expect(await go(1, one)).toBe(first);

  git(at('work/lib'), 'rm', '-q', 'gone.txt');
  repository('lib', { 'new.txt': '2' });
  git(at('work/shop/vendor/lib'), 'pull', '-q', 'origin', 'main');
  const two = repository('shop', {});
  await fetched(two);
  expect(await go(2, two)).toBe(filesOf(cloned()));
  expect(git(join(app, 'src'), 'status', '--porcelain')).toBe('');
  // Without the servers, as in a rollback.
  rmSync(at('git'), { recursive: true });
  expect(filesOf(staged(one))).toBe(first);
  expect(await go(1, one)).toBe(first);
});

test("a person's clone with submodules is moved, and what was changed in it is kept", async () => {
  repository('lib', { lib: '1' });
  const one = repository('shop', {}, { lib: '../lib.git' });
  git(app, 'clone', '-q', '--recurse-submodules', at('git/shop.git'), join(app, 'src'));
  writeFileSync(join(app, 'src/lib/lib'), 'by hand');
  repository('lib', { lib: '2' });
  git(at('work/shop/lib'), 'pull', '-q', 'origin', 'main');
  const two = repository('shop', {});
  await fetched(two);
  for (const [release, commit] of [
    [1, one],
    [2, two],
  ] as const) {
    put(appPaths(app).release(release).tree, {});
    const { folder } = appPaths(app).release(release);
    put(folder, { 'release.json': JSON.stringify({ release, commit, strategy: 'recreate' }), 'tree/x': '' });
  }
  await activate({ ...site(), context: { direction: 'do', expect: 1 } } as unknown as StepSite, 2);
  expect(readFileSync(join(app, 'src/lib/lib'), 'utf8')).toBe('2');
  const { folder } = appPaths(app).release(1);
  expect(execFileSync('sh', ['-c', `cat "$0"/module-*.patch`, folder]).toString()).toContain('+by hand');
});

test('what a git that died has left locked keeps no submodule out of a release or the app folder', async () => {
  repository('lib', { lib: '1' });
  const one = repository('shop', {}, { lib: '../lib.git' });
  await fetched(one);
  const { folder, tree } = appPaths(app).release(1);
  put(folder, {
    'release.json': JSON.stringify({ release: 1, commit: one, strategy: 'recreate' }),
    'tree/x': '',
  });
  const module = execFileSync('git', ['hash-object', '--stdin'], { input: 'lib' }).toString().trim();
  put(tree, { [`src.index.m-${module}.lock`]: '' });
  expect(readFileSync(join(staged(one), 'lib/lib'), 'utf8')).toBe('1');
  expect(readdirSync(tree).sort()).toEqual(['src', 'x']);
  await activate(site(), 1);
  rmSync(join(app, 'src/lib/lib'));
  put(join(app, 'src/.git/roost'), { [`module-${module}.lock`]: '' });
  await activate(site(), 1);
  expect(readFileSync(join(app, 'src/lib/lib'), 'utf8')).toBe('1');
});

test.each(['index.lock', 'HEAD.lock'])("nor %s in a person's own clone", async (lock) => {
  repository('lib', { lib: '1' });
  const one = repository('shop', {}, { lib: '../lib.git' });
  git(
    app,
    'clone',
    '-q',
    '--recurse-submodules',
    '--separate-git-dir',
    at('git-dir'),
    at('git/shop.git'),
    join(app, 'src'),
  );
  await fetched(one);
  put(appPaths(app).release(1).folder, {
    'release.json': JSON.stringify({ release: 1, commit: one, strategy: 'recreate' }),
    'tree/x': '',
  });
  writeFileSync(join(app, 'src/lib/lib'), 'half');
  put(at('git-dir/modules/lib'), { [lock]: '' });
  put(at('git-dir'), { [lock]: '' });
  await activate(site(), 1);
  expect(readFileSync(join(app, 'src/lib/lib'), 'utf8')).toBe('1');
});

test.each([
  ['/etc'],
  ['file:///etc'],
  ['ext::sh -c touch% /tmp/roost-owned'],
  ['-u./x'],
  ['ssh://-oProxyCommand=touch /x'],
  ['--upload-pack=touch'],
  ['../../elsewhere.git'],
  ['git://127.0.0.1/x'],
  ['https://host\n/srv/x'],
])('an address of a submodule that git would not fetch from a server is refused: %j', async (url) => {
  repository('elsewhere', {});
  const pin = repository('lib', {});
  const work = at('work/shop');
  repository('shop', {});
  git(work, 'update-index', '--add', '--cacheinfo', `160000,${pin},lib`);
  git(work, 'config', '-f', '.gitmodules', 'submodule.lib.path', 'lib');
  git(work, 'config', '-f', '.gitmodules', 'submodule.lib.url', url);
  git(work, 'add', '.gitmodules');
  git(work, 'commit', '-qm', 'x');
  git(work, 'push', '-q', 'origin', 'HEAD:main');
  const commit = git(work, 'rev-parse', 'HEAD');
  await expect(fetched(commit)).rejects.toMatchObject({
    code: 'ContractInvalid',
    message: expect.stringMatching(/- lib: has an address that is not fetched.*update = none/s),
  });
  git(work, 'config', '-f', '.gitmodules', 'submodule.lib.update', 'none');
  git(work, 'commit', '-qam', 'x');
  git(work, 'push', '-q', 'origin', 'HEAD:main');
  await expect(fetched(git(work, 'rev-parse', 'HEAD'))).resolves.toBeDefined();
});

test('a submodule whose commit is nowhere is refused, one without an address is named', async () => {
  const pin = repository('lib', {});
  repository('shop', {}, { lib: '../lib.git' });
  const work = at('work/shop');
  git(work, 'update-index', '--cacheinfo', `160000,${'1'.repeat(40)},lib`);
  git(work, 'update-index', '--add', '--cacheinfo', `160000,${pin},stray`);
  git(work, 'commit', '-qm', 'x');
  git(work, 'push', '-q', 'origin', 'HEAD:main');
  await expect(fetched(git(work, 'rev-parse', 'HEAD'))).rejects.toThrow(
    /- lib: could not be fetched: .*SSH user/,
  );
  git(work, 'update-index', '--cacheinfo', `160000,${pin},lib`);
  git(work, 'commit', '-qm', 'x');
  git(work, 'push', '-q', 'origin', 'HEAD:main');
  expect(await fetched(git(work, 'rev-parse', 'HEAD'))).toEqual({ submodules: ['stray'], filters: [] });
});

test('what no release needs any more goes with the release that needed it, once it is a day old', async () => {
  repository('lib', { lib: '1' });
  repository('other', { other: 'x'.repeat(100) });
  const one = repository('shop', {}, { lib: '../lib.git', other: '../other.git' });
  await fetched(one);
  staged(one, 1);
  const { mirror } = appPaths(app);
  const modules = join(dirname(mirror), 'modules.git');
  const pinned = (): string[] =>
    git(modules, 'for-each-ref', '--format=%(objectname)', 'refs/roost').split('\n').filter(Boolean);
  const [lib, other] = ['lib', 'other'].map((name) => git(at('work/shop'), 'rev-parse', `HEAD:${name}`));
  repository('lib', { lib: '2' });
  git(at('work/shop/lib'), 'pull', '-q', 'origin', 'main');
  git(at('work/shop'), 'rm', '-qf', 'other');
  const two = repository('shop', {});
  await fetched(two);
  const tree = filesOf(staged(two, 2));
  const newer = git(at('work/shop'), 'rev-parse', 'HEAD:lib');
  expect(pinned().sort()).toEqual([lib, other, newer].sort());
  // A later git keeps the ages of such objects in a file of its own, which no `touch` changes.
  git(modules, 'config', 'gc.cruftPacks', 'false');
  const run = (...commits: string[]): void => {
    const [sh, ...args] = pruneParts(mirror, ...commits);
    execFileSync(sh!, args);
  };
  const has = (commit = ''): boolean => {
    try {
      git(modules, 'cat-file', '-e', commit);
      return true;
    } catch {
      return false;
    }
  };
  // Both releases are kept; then one is a person's, whose commit alone is known.
  run();
  expect(pinned()).toHaveLength(3);
  git(mirror, 'update-ref', '-d', 'refs/roost/releases/1');
  run(one);
  expect(pinned()).toHaveLength(3);
  run(two);
  expect(pinned()).toEqual([newer]);
  expect([has(lib), has(other)]).toEqual([true, true]);
  execFileSync('find', [modules, '-type', 'f', '-exec', 'touch', '-d', '2 days ago', '{}', '+']);
  git(modules, 'update-ref', 'refs/roost/heads/main', other!);
  run(two);
  expect([has(lib), has(other), has(newer)]).toEqual([false, false, true]);
  expect(filesOf(staged(two, 3))).toBe(tree);
  // Without a release nobody knows what is needed.
  git(mirror, 'update-ref', '-d', 'refs/roost/releases/2');
  git(mirror, 'update-ref', '-d', 'refs/roost/releases/3');
  run();
  expect(has(newer)).toBe(true);
});
