/** The files of a commit that Git LFS keeps. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { activate } from '../../../../../../src/activities/app/folder/activate';
import { appFactsArgv, parseAppFacts } from '../../../../../../src/inspect/check/app/facts';
import { appFindings } from '../../../../../../src/inspect/check/app/findings';
import { appPaths } from '../../../../../../src/plan/names';
import { app, at, fetched, freshRoots, git, pruneParts, put, repository, site, staged } from './rig';

freshRoots();

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

test('what is in Git LFS is in the release and in the app folder, which stays unchanged for git', async () => {
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
    /- x\.bin: is in Git LFS, .*Install git-lfs on the host/s,
  );
  const one = site(bin);
  const { stdout } = await one.host.exec(appFactsArgv(one.app, { name: 'hornbill' } as never));
  const found = appFindings(one.app, { name: 'hornbill' } as never, parseAppFacts(stdout), { compose: null });
  expect(found).toContainEqual({
    check: 'checkout',
    state: 'fail',
    says: 'x.bin is in Git LFS, and the host has no git-lfs: a pointer of three lines would be deployed',
    remedy: 'Install git-lfs on the host',
  });
});

test('a file that git-crypt has encrypted is refused by name, one of another filter is only named', async () => {
  const files = {
    '.gitattributes': '*.key filter=git-crypt diff=git-crypt\n*.crypt filter=crypt\n*.ipynb filter=strip\n',
    'a b.key': '\0GITCRYPT\0\u0001secret',
    'plain.key': 'not encrypted yet',
    'x.ipynb': '{}',
  };
  await expect(fetched(repository('shop', files))).rejects.toThrow(
    /- a b\.key: is encrypted for the filter git-crypt, .*Encrypt it with sops, and name it under secrets/,
  );
  const other = repository('shop', { 'a b.key': 'plain', 'x.crypt': 'U2FsdGVkX19abc=' });
  await expect(fetched(other)).rejects.toThrow(/- x\.crypt: is encrypted for the filter crypt/);
  const commit = repository('shop', { 'x.crypt': 'plain', 'x.ipynb': '{}' });
  expect(await fetched(commit)).toEqual({ submodules: [], filters: ['crypt', 'git-crypt', 'strip'] });
});
