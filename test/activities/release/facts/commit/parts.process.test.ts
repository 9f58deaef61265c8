/**
 * What a commit names beside its own files: real repositories, submodules and
 * git-lfs. The tree of a release is that of a clone.
 */
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { activate } from '../../../../../src/activities/app/folder/activate';
import type { StepSite } from '../../../../../src/activities/app/site';
import { fetchMirror } from '../../../../../src/activities/release/facts/commit/mirror';
import { fetchParts } from '../../../../../src/activities/release/facts/commit/parts';
import { appFactsArgv, parseAppFacts } from '../../../../../src/inspect/check/app/facts';
import { appFindings } from '../../../../../src/inspect/check/app/findings';
import { shellScript } from '../../../../../src/lib/shell-script';
import { appPaths } from '../../../../../src/plan/names';
import { localHost } from '../../../../client/local-host';
import { wiki } from '../../../../fleet/contract/sample';

const pruneParts = shellScript(join(__dirname, '../../../../../src/activities/release/steps'), 'prune-parts');
const checkout = shellScript(join(__dirname, '../../../../../src/activities/release/steps'), 'checkout');

let root: string;
let app: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'roost-parts-')));
  app = join(root, 'app');
  mkdirSync(app);
});
afterEach(() => rmSync(root, { recursive: true }));

const at = (...names: string[]): string => join(root, ...names);
const local = ['-c', 'user.name=x', '-c', 'user.email=x@y', '-c', 'protocol.file.allow=always'];
const git = (folder: string, ...args: string[]): string =>
  execFileSync('git', ['-C', folder, ...local, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    .toString()
    .trim();
function put(folder: string, files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}
/** A work copy with a commit of these files; beside it its bare repository `git/NAME.git`. */
function repository(
  name: string,
  files: Record<string, string>,
  modules: Record<string, string> = {},
): string {
  const work = at('work', name);
  if (!existsSync(work)) {
    mkdirSync(at('git'), { recursive: true });
    execFileSync('git', ['init', '-q', '--bare', '-b', 'main', at('git', `${name}.git`)]);
    execFileSync('git', ['init', '-q', '-b', 'main', work]);
    git(work, 'remote', 'add', 'origin', at('git', `${name}.git`));
  }
  put(work, files);
  for (const [path, url] of Object.entries(modules)) git(work, 'submodule', '--quiet', 'add', url, path);
  git(work, 'add', '-A');
  git(work, 'commit', '-qm', name, '--allow-empty');
  git(work, 'push', '-q', 'origin', 'HEAD:main');
  return git(work, 'rev-parse', 'HEAD');
}

function site(bin?: string): StepSite {
  const host = localHost('hornbill', bin);
  return {
    app: {
      ...wiki,
      directory: app,
      source: 'src',
      repository: at('git/shop.git'),
      branch: 'main',
      secrets: [],
      compose: [],
    },
    host,
    context: { direction: 'do', expect: 0 },
    guard: { current: async () => null },
    scope: { kind: 'app', directory: app, source: 'src', compose: [] },
    paths: appPaths(app),
    source: join(app, 'src'),
    change: host.exec,
    read: host.exec,
  } as unknown as StepSite;
}
async function fetched(commit: string, bin?: string) {
  const one = site(bin);
  await fetchMirror(one);
  return fetchParts(one, commit);
}
/** The release's tree. */
function staged(commit: string, release = 1): string {
  const { tree } = appPaths(app).release(release);
  const [sh, ...args] = checkout(
    appPaths(app).mirror,
    commit,
    join(tree, 'src'),
    `refs/roost/releases/${release}`,
  );
  execFileSync(sh!, args);
  return join(tree, 'src');
}
/** Names, kinds, modes and sums. */
const filesOf = (folder: string): string =>
  execFileSync('sh', [
    '-c',
    `cd "$0" && find . -name .git -prune -o ! -name . -printf '%p %y %m %l\\n' | sort; find . -name .git -prune -o -type f -exec sha256sum {} + | sort`,
    folder,
  ]).toString();
function cloned(): string {
  const copy = at(`clone-${Math.random()}`);
  git(root, 'clone', '-q', '--recurse-submodules', at('git/shop.git'), copy);
  return copy;
}

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

function lfsRepository(): string {
  repository('shop', {});
  git(at('work/shop'), 'lfs', 'install', '--local');
  return repository('shop', {
    '.gitattributes': '*.bin filter=lfs diff=lfs merge=lfs -text\n*.key filter=git-crypt\n',
    'models/a b\n.bin': 'model\0'.repeat(1000),
    'x.bin': 'small',
    'x.key': 'k',
    'notes.txt': 'version https://git-lfs.github.com/spec/v1\noid sha256:00\n',
  });
}

test('what lies in Git LFS is in the release and in the app folder, which stays unchanged for git', async () => {
  const commit = lfsRepository();
  expect(await fetched(commit)).toEqual({ submodules: [], filters: ['git-crypt'] });
  expect(readFileSync(join(staged(commit), 'models/a b\n.bin'), 'utf8')).toBe('model\0'.repeat(1000));
  put(appPaths(app).release(1).folder, {
    'release.json': JSON.stringify({ release: 1, commit, strategy: 'recreate' }),
    'tree/x': '',
  });
  await activate(site(), 1);
  expect(readFileSync(join(app, 'src/x.bin'), 'utf8')).toBe('small');
  expect(git(join(app, 'src'), 'status', '--porcelain')).toBe('');
  expect(git(join(app, 'src'), 'diff', '--name-only', 'HEAD')).toBe('');
});

test('a file of Git LFS goes with the last release that has it, once it is a day old', async () => {
  const one = lfsRepository();
  await fetched(one);
  staged(one, 1);
  const two = repository('shop', { 'x.bin': 'another' });
  await fetched(two);
  staged(two, 2);
  const { mirror } = appPaths(app);
  const objects = (): number =>
    Number(execFileSync('sh', ['-c', 'find "$0/lfs/objects" -type f | wc -l', mirror]).toString());
  const run = (): void => {
    const [sh, ...args] = pruneParts(mirror, two);
    execFileSync(sh!, args);
  };
  run();
  expect(objects()).toBe(3);
  git(mirror, 'update-ref', '-d', 'refs/roost/releases/1');
  run();
  expect(objects()).toBe(3);
  execFileSync('find', [join(mirror, 'lfs'), '-type', 'f', '-exec', 'touch', '-d', '2 days ago', '{}', '+']);
  run();
  expect(objects()).toBe(2);
  expect(readFileSync(join(staged(two, 3), 'x.bin'), 'utf8')).toBe('another');
});

test('without git-lfs each pointer is refused by name, and by check too', async () => {
  const commit = lfsRepository();
  const bin = at('bin');
  put(bin, { git: `#!/bin/sh\nfor a; do [ "$a" = lfs ] && exit 1; done\nexec /usr/bin/git "$@"\n` });
  execFileSync('chmod', ['755', join(bin, 'git')]);
  await expect(fetched(commit, bin)).rejects.toThrow(
    /- x\.bin: lies in Git LFS, .*Install git-lfs on the host/s,
  );
  const one = site(bin);
  const { stdout } = await one.host.exec(appFactsArgv(one.app, { name: 'hornbill' } as never));
  const found = appFindings(one.app, { name: 'hornbill' } as never, parseAppFacts(stdout), { compose: null });
  expect(found).toContainEqual({
    check: 'checkout',
    state: 'fail',
    says: 'x.bin lies in Git LFS, and the host has no git-lfs: a pointer of three lines would be deployed',
    remedy: 'Install git-lfs on the host',
  });
});
