/**
 * What a repository can do to the files that an image is built from: they
 * are those of a working copy, not of an archive.
 */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shellScript } from '../../src/lib/shell-script';

const release = join(__dirname, '../../src/activities/release');
const checkout = shellScript(join(release, 'steps'), 'checkout');
const look = shellScript(join(release, 'facts', 'commit'), 'look-at-commit');

let folder: string;
let mirror: string;
let copy: string;
let commit: string;
const at = (...names: string[]): string => join(folder, ...names);
const run = ([file, ...args]: string[]): string => execFileSync(file!, args).toString();

/** Names with kind, mode and sum of every file. */
const filesOf = (root: string): string =>
  run([
    'sh',
    '-c',
    `cd "$0" && find . -path ./.git -prune -o ! -name . -printf '%p %y %m %l\\n' | sort && find . -path ./.git -prune -o -type f -exec sha256sum {} + | sort`,
    root,
  ]);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'roost-tree-'));
  [mirror, copy] = [at('mirror.git'), at('copy')];
  const git = (...args: string[]): string =>
    run(['git', '-C', copy, '-c', 'user.name=a', '-c', 'user.email=a@b', ...args]);
  const write = (name: string, text: string): void => {
    mkdirSync(join(copy, name, '..'), { recursive: true });
    writeFileSync(join(copy, name), text);
  };
  run(['git', 'init', '-q', '-b', 'main', copy]);
  write(
    '.gitattributes',
    '.dockerignore export-ignore\nversion export-subst\n*.bat eol=crlf\nother export-ignore',
  );
  write('.dockerignore', '.env\n');
  write('version', '$Format:%H$\n');
  write('start.bat', 'one\ntwo\n');
  write('other/file', 'x');
  write('run.sh', '#!/bin/sh\n');
  write('-q', 'x');
  write('ü\nnew line', 'x');
  chmodSync(join(copy, 'run.sh'), 0o755);
  symlinkSync('run.sh', join(copy, 'link'));
  symlinkSync('/nowhere', join(copy, 'away'));
  git('add', '-A');
  git('commit', '-qm', 'one');
  commit = git('rev-parse', 'HEAD').trim();
  git('update-index', '--add', '--cacheinfo', `160000,${commit},module`);
  git('commit', '-qm', 'two');
  commit = git('rev-parse', 'HEAD').trim();
  run(['git', 'clone', '-q', '--bare', copy, mirror]);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** As `umask` makes them, since a look is nobody else's. */
function workingCopy(umask: string): string {
  const to = at(`clone-${umask}`);
  run(['sh', '-c', `umask ${umask} && git clone -q "$0" "$1"`, mirror, to]);
  return filesOf(to);
}

test("the release's tree is what a working copy of the commit is", () => {
  const tree = at('7', 'tree');
  run(checkout(mirror, commit, tree, 'refs/roost/releases/7'));
  expect(readFileSync(join(tree, '.dockerignore'), 'utf8')).toBe('.env\n');
  expect(filesOf(tree)).toBe(workingCopy('022'));
  expect(run(['ls', at('7')])).toBe('tree\n');
});

test('so is the tree in which a commit is looked at', () => {
  run(look(mirror, commit, at('looks', 'a'), 'src'));
  expect(filesOf(at('looks', 'a', 'tree', 'src'))).toBe(workingCopy('077'));
  expect(run(['ls', at('looks', 'a')])).toBe('tree\n');
});

test('one that was cut short is made anew', () => {
  const tree = at('8', 'tree');
  mkdirSync(tree, { recursive: true });
  for (const left of ['tree.index', 'tree.index.lock', 'tree/more']) writeFileSync(at('8', left), 'broken');
  run(checkout(mirror, commit, tree, 'refs/roost/releases/8'));
  expect(filesOf(tree)).toBe(filesOf(at('7', 'tree')));
  expect(existsSync(at('8', 'tree.index.lock'))).toBe(false);
});

test('a commit without files is an empty folder', () => {
  const empty = execFileSync('git', ['--git-dir', mirror, 'mktree'], { input: '' }).toString().trim();
  run(checkout(mirror, empty, at('9', 'tree'), 'refs/roost/trees/9'));
  expect(filesOf(at('9', 'tree'))).toBe('');
});
