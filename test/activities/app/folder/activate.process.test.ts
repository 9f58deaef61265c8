/** What a person keeps in the app's folder comes through a release, an undo and a rollback: files, modes. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { activate } from '../../../../src/activities/app/folder/activate';
import { giveModes, takeSecrets } from '../../../../src/activities/app/secrets/secrets';
import type { StepSite } from '../../../../src/activities/app/site';
import { shellScript } from '../../../../src/lib/shell-script';
import { appPaths } from '../../../../src/plan/names';
import { localHost } from '../../../client/local-host';

let root: string;
let app: string;
let work: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'roost-activate-'));
  [app, work] = [join(root, 'app'), join(root, 'work')];
  mkdirSync(join(app, 'src'), { recursive: true });
  execFileSync('git', ['init', '-q', '-b', 'main', work]);
});
afterEach(() => rmSync(root, { recursive: true }));

const git = (...args: string[]): string =>
  execFileSync('git', ['-C', work, '-c', 'user.name=x', '-c', 'user.email=x@y', ...args])
    .toString()
    .trim();
function put(file: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  chmodSync(file, mode);
}
/** A commit of exactly these files. */
function commit(files: Record<string, string>): string {
  git('rm', '-rfq', '--ignore-unmatch', '.');
  for (const [name, text] of Object.entries(files)) put(join(work, name), text);
  git('add', '-A');
  git('commit', '-qm', 'one', '--allow-empty');
  return git('rev-parse', 'HEAD');
}
const paths = () => appPaths(app);
const secrets = [{ source: 'pw.sops', target: 'src/pw.txt', format: 'binary' as const }];

function site(context = { direction: 'undo', expect: 0 }): StepSite {
  const host = localHost('hornbill');
  return {
    app: { name: 'shop', secrets, branch: 'main', repository: work, project: 'shop', compose: [] },
    host,
    context,
    guard: { current: async () => null },
    scope: { kind: 'app', directory: app, source: 'src', compose: ['docker-compose.yml'] },
    paths: { ...paths(), mirror: join(work, '.git') },
    source: join(app, 'src'),
    change: host.exec,
    read: host.exec,
  } as unknown as StepSite;
}
/** Activates a release of that commit; null: of what ran before roost, which is no working copy. */
async function go(
  release: number,
  of: string | null,
  strategy = 'recreate',
  context?: { direction: string; expect: number },
): Promise<void> {
  put(paths().release(release).record, JSON.stringify({ release, commit: of, strategy }));
  mkdirSync(paths().release(release).tree, { recursive: true });
  await activate(site(context), release);
}
const source = (name: string): string => join(app, 'src', name);
const text = (name: string): string => readFileSync(source(name), 'utf8');
const mode = (file: string): number => statSync(file).mode & 0o777;

test("a person's file that a commit brings is kept, and back with a commit that does not have it", async () => {
  const one = commit({ a: '1' });
  const two = commit({
    a: '2',
    'local.conf': 'theirs',
    'deep/er/x y': 'theirs',
    same: 'same',
    link: 'theirs',
  });
  await go(1, one);
  put(source('local.conf'), 'mine', 0o640);
  put(source('deep/er/x y'), 'mine');
  put(source('same'), 'same');
  symlinkSync('elsewhere', source('link'));
  await go(2, two);
  expect([text('a'), text('local.conf'), text('deep/er/x y'), text('link')]).toEqual([
    '2',
    'theirs',
    'theirs',
    'theirs',
  ]);
  // Activated again, as by a step that is repeated.
  await go(2, two);
  await go(1, one);
  expect([text('a'), text('local.conf'), text('deep/er/x y'), readlinkSync(source('link'))]).toEqual([
    '1',
    'mine',
    'mine',
    'elsewhere',
  ]);
  expect(mode(source('local.conf'))).toBe(0o640);
  // And once more, by a rollback's own release.
  await go(3, two);
  await go(4, one);
  expect(text('local.conf')).toBe('mine');
  expect(existsSync(source('same'))).toBe(false);
});

test('what a later commit takes away does not bring an old file back, a rollback does', async () => {
  const one = commit({ a: '1' });
  const two = commit({ a: '2', 'docker-compose.override.yml': 'theirs' });
  const three = commit({ a: '3' });
  const after = (expect: number) => ({ direction: 'forward', expect });
  await go(1, one);
  put(source('docker-compose.override.yml'), 'mine');
  await go(2, two, 'recreate', after(1));
  await go(3, three, 'recreate', after(2));
  expect(existsSync(source('docker-compose.override.yml'))).toBe(false);
  await go(2, two);
  put(paths().release(4).record, JSON.stringify({ release: 4, commit: one, rollback: { to: 1, left: 2 } }));
  mkdirSync(paths().release(4).tree);
  await activate(site(after(2)), 4);
  expect(text('docker-compose.override.yml')).toBe('mine');
});

test('edits by hand of a tracked file are kept with the release that served, and back with an undo', async () => {
  const one = commit({ a: '1\n', 'conf/app.ini': 'port=1\nx=1\n', other: 'x\n' });
  const two = commit({ a: '2\n', 'conf/app.ini': 'port=2\nx=1\n' });
  const forward = { direction: 'forward', expect: 1 };
  await go(1, one);
  put(source('conf/app.ini'), 'port=1\nx=by hand\n');
  rmSync(source('other'));
  await go(2, two, 'recreate', forward);
  expect(text('conf/app.ini')).toBe('port=2\nx=1\n');
  // A step that is repeated, and what the new release's scripts change, take nothing away.
  put(source('conf/app.ini'), 'of the new release');
  await go(2, two, 'recreate', forward);
  await go(1, one);
  expect([text('a'), text('conf/app.ini'), existsSync(source('other'))]).toEqual([
    '1\n',
    'port=1\nx=by hand\n',
    false,
  ]);
  // Without the edits the next time.
  put(source('conf/app.ini'), 'port=1\nx=1\n');
  put(source('other'), 'x\n');
  await go(3, two, 'recreate', forward);
  await go(1, one);
  expect(text('conf/app.ini')).toBe('port=1\nx=1\n');
  // Of another commit than the release's: kept, and not applied.
  execFileSync('git', ['-C', join(app, 'src'), 'checkout', '-qf', two]);
  put(source('a'), 'by hand\n');
  await go(4, two, 'recreate', forward);
  await go(1, one);
  expect(text('a')).toBe('1\n');
  expect(readFileSync(join(paths().release(1).folder, 'by-hand.patch'), 'utf8')).toContain('+by hand');
});

test('no folder of data goes for a file of a commit, no link to them for a folder', async () => {
  const one = commit({ a: '1', b: '1' });
  const two = commit({ a: '2', data: 'a file', 'big/.gitkeep': '' });
  await go(1, one);
  put(source('data/db'), 'precious');
  await expect(go(2, two)).rejects.toThrow(/would remove.* data /s);
  expect([text('a'), text('data/db')]).toEqual(['1', 'precious']);
  rmSync(source('data'), { recursive: true });
  put(join(app, 'disk/db'), 'precious');
  symlinkSync('../disk', source('big'));
  await expect(go(2, two)).rejects.toThrow(/would remove.* big /s);
  expect(text('big/db')).toBe('precious');
  // As by an undo.
  await go(1, one);
  expect(text('big/db')).toBe('precious');
  rmSync(source('big'));
  await go(2, two);
  expect([text('a'), text('data')]).toEqual(['2', 'a file']);
});

test('a folder that was copied there without git is as it was after an undo', async () => {
  const one = commit({ 'config/app.conf': 'theirs', 'docker-compose.yml': 'of the commit' });
  put(source('config/app.conf'), 'edited by hand', 0o600);
  put(source('docker-compose.yml'), 'by hand', 0o664);
  const copy = shellScript(join(__dirname, '../../../../src/activities/release/steps'), 'copy-adopted');
  const { folder, tree } = paths().release(0);
  const kept = join(tree, 'src/docker-compose.yml');
  await site().change(copy(folder, app, source('docker-compose.yml'), kept));
  await go(1, one);
  expect(text('config/app.conf')).toBe('theirs');
  await go(0, null, 'adopted');
  expect([text('config/app.conf'), text('docker-compose.yml')]).toEqual(['edited by hand', 'by hand']);
  expect([mode(source('config/app.conf')), mode(source('docker-compose.yml'))]).toEqual([0o600, 0o664]);
});

test.each<[string, string | undefined, number | null, number]>([
  ['has the mode of the file that is there', undefined, 0o644, 0o644],
  ['has the mode of the fleet file', '0440', 0o644, 0o440],
  ["is the SSH user's alone where there was none", undefined, null, 0o600],
])('a secret %s', async (_, given, there, wanted) => {
  const one = commit({ a: '1' });
  if (there !== null) put(source('pw.txt'), 'old', there);
  const { tree } = paths().release(1);
  put(join(tree, 'src/pw.txt'), 'new', 0o600);
  await giveModes(site(), tree, [{ ...secrets[0]!, mode: given }]);
  await go(1, one);
  expect([text('pw.txt'), mode(source('pw.txt'))]).toEqual(['new', wanted]);
  mkdirSync(join(paths().release(2).tree, 'src'), { recursive: true });
  await takeSecrets(site(), 1, paths().release(2).tree, secrets);
  expect(mode(join(paths().release(2).tree, 'src/pw.txt'))).toBe(wanted);
});

describe('the source folder', () => {
  const inSource = (...args: string[]): string =>
    execFileSync('git', ['-C', join(app, 'src'), '-c', 'user.name=x', '-c', 'user.email=x@y', ...args])
      .toString()
      .trim();
  const clean = (): void => expect(inSource('status', '--porcelain')).toBe('') as void;

  test('with a hook that fails has the commit all the same', async () => {
    const [one, two] = [commit({ a: '1' }), commit({ a: '2' })];
    await go(1, one);
    for (const name of ['post-checkout', 'reference-transaction'])
      put(source(`.git/hooks/${name}`), `#!/bin/sh\necho ran >>"${join(root, 'ran')}"; exit 1\n`, 0o755);
    await go(2, two);
    expect([text('a'), existsSync(join(root, 'ran'))]).toEqual(['2', false]);
    clean();
  });

  test('may be a working copy beside another one, which has the branch', async () => {
    const [one, two] = [commit({ a: '1' }), commit({ a: '2' })];
    const clone = join(root, 'clone');
    execFileSync('git', ['clone', '-q', work, clone]);
    rmSync(join(app, 'src'), { recursive: true });
    execFileSync('git', ['-C', clone, 'worktree', 'add', '-q', '--detach', join(app, 'src'), one]);
    await go(2, two, 'recreate', { direction: 'forward', expect: 0 });
    expect([text('a'), inSource('rev-parse', 'HEAD')]).toEqual(['2', two]);
    clean();
  });

  test('may be a clone of one commit alone', async () => {
    const [, two] = [commit({ a: '1' }), commit({ a: '2' })];
    rmSync(join(app, 'src'), { recursive: true });
    execFileSync('git', ['clone', '-q', '--depth', '1', `file://${work}`, join(app, 'src')]);
    const three = commit({ a: '3', b: '3' });
    await go(3, three, 'recreate', { direction: 'forward', expect: 0 });
    expect(text('a')).toBe('3');
    clean();
    await go(2, two);
    expect([text('a'), existsSync(source('b'))]).toEqual(['2', false]);
    clean();
  });

  test('takes links for files and folders, and these for links, and names that differ in case', async () => {
    const files = { 'conf/a': '1', plain: 'p', Read: 'me' };
    const one = commit(files);
    git('rm', '-rq', 'conf', 'Read', 'plain');
    symlinkSync('plain', join(work, 'conf'));
    const two = commit({ 'plain/x': '2', READ: 'me too' });
    await go(1, one);
    for (const [release, of] of [
      [2, two],
      [3, one],
      [4, two],
    ] as const) {
      await go(release, of, 'recreate', { direction: 'forward', expect: release - 1 });
      clean();
    }
    expect([text('plain/x'), text('READ'), existsSync(source('Read'))]).toEqual(['2', 'me too', false]);
  });
});
