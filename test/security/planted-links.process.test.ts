/**
 * A commit's links lead no decrypted secret elsewhere; what a dead git
 * left locked keeps no release from starting.
 */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { activate } from '../../src/activities/app/folder/activate';
import { writeFenced } from '../../src/activities/app/folder/records';
import { takeSecrets } from '../../src/activities/app/secrets/secrets';
import type { StepSite } from '../../src/activities/app/site';
import { fetchMirror } from '../../src/activities/release/facts/commit/mirror';
import { appPaths } from '../../src/plan/names';

const target = 'src/.env';
let folder: string;
let directory: string;
let victim: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roost-planted-'));
  directory = join(folder, 'app');
  victim = join(folder, 'home/authorized_keys');
  put(victim, 'of the user');
});
afterEach(() => rmSync(folder, { recursive: true }));

function put(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
function link(to: string, file: string): void {
  mkdirSync(dirname(file), { recursive: true });
  symlinkSync(to, file);
}
const paths = () => appPaths(directory);
const tree = (release: number): string => paths().release(release).tree;

function site(): StepSite {
  const run = async ([file, ...args]: string[], options: { input?: string | Buffer } = {}) => ({
    code: 0,
    stdout: execFileSync(file!, args, {
      input: options.input ?? '',
      stdio: ['pipe', 'pipe', 'pipe'],
    }).toString(),
    stderr: '',
  });
  return {
    app: {
      name: 'shop',
      secrets: [{ source: '.env.sops', target, format: 'dotenv' }],
      branch: 'main',
      repository: join(folder, 'repository'),
      project: 'shop',
    },
    host: { name: 'web1', exec: run },
    context: { direction: 'undo', expect: 0 },
    guard: { current: async () => null },
    scope: { kind: 'app', directory, source: 'src', compose: [] },
    paths: paths(),
    source: join(directory, 'src'),
    change: run,
    read: run,
  } as unknown as StepSite;
}
const stored = (commit: string | null) => JSON.stringify({ release: 4, commit, strategy: 'recreate' });

function untouched(): void {
  expect(readFileSync(victim, 'utf8')).toBe('of the user');
  expect(readdirSync(dirname(victim))).toEqual(['authorized_keys']);
}

describe('a commit that plants a link', () => {
  // The link leads to the file itself, or to its folder.
  const names: [name: string, planted: string, to: () => string][] = [
    ['under the name of the new file', '.env.new', () => victim],
    ['under the name of the copy', '.env.roost-new', () => victim],
    ['in place of the file', '.env', () => victim],
    ['to a folder in place of the file', '.env', () => dirname(victim)],
    ['to nothing', '.env', () => join(dirname(victim), 'none')],
  ];

  test.each(names)('%s gets nothing when a secret is decrypted', async (_name, planted, to) => {
    link(to(), join(tree(4), 'src', planted));
    await writeFenced(site(), join(tree(4), target), 'A=hunter2');
    untouched();
    const file = lstatSync(join(tree(4), target));
    expect([file.isFile(), file.mode & 0o777]).toEqual([true, 0o600]);
    expect(readFileSync(join(tree(4), target), 'utf8')).toBe('A=hunter2');
  });

  test.each(names)('%s gets nothing when a secret is taken on', async (_name, planted, to) => {
    put(join(tree(3), target), 'A=hunter2');
    link(to(), join(tree(4), 'src', planted));
    await takeSecrets(site(), 3, tree(4), site().app.secrets);
    untouched();
    expect(readFileSync(join(tree(4), target), 'utf8')).toBe('A=hunter2');
  });

  test.each(names)('%s gets nothing when its release is activated', async (_name, planted, to) => {
    put(paths().release(4).record, stored(null));
    put(join(tree(4), target), 'A=hunter2');
    chmodSync(join(tree(4), target), 0o600);
    link(to(), join(directory, 'src', planted));
    await activate(site(), 4);
    untouched();
    expect(readFileSync(join(directory, target), 'utf8')).toBe('A=hunter2');
    expect(statSync(join(directory, target)).mode & 0o777).toBe(0o600);
  });

  test('in place of a folder is refused', async () => {
    link(dirname(victim), join(tree(4), 'src/config'));
    const written = writeFenced(site(), join(tree(4), 'src/config/.env'), 'A=hunter2');
    await expect(written).rejects.toThrow(/is a link or no folder/);
    untouched();
  });

  test('leaves nothing beside the file', async () => {
    await writeFenced(site(), join(tree(4), target), 'A=hunter2');
    expect(readdirSync(join(tree(4), 'src'))).toEqual(['.env']);
    expect(readdirSync(paths().releases)).toEqual(['4']);
  });
});

describe('a git that died', () => {
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
      cwd: join(folder, 'repository'),
    })
      .toString()
      .trim();
  function commit(version: string): string {
    if (!existsSync(join(folder, 'repository')))
      execFileSync('git', ['init', '-q', '-b', 'main', join(folder, 'repository')]);
    put(join(folder, 'repository/version'), version);
    git('add', '.');
    git('commit', '-q', '-m', version);
    return git('rev-parse', 'HEAD');
  }

  test.each(['index.lock', 'HEAD.lock', 'refs/heads/main.lock'])(
    'left %s, and the release is activated all the same',
    async (lock) => {
      const [one, two] = [commit('1'), commit('2')];
      await fetchMirror(site());
      put(paths().release(4).record, stored(one));
      await activate(site(), 4);
      put(join(directory, 'src/.git', lock), '');
      put(paths().release(4).record, stored(two));
      await activate(site(), 4);
      expect(readFileSync(join(directory, 'src/version'), 'utf8')).toBe('2');
    },
  );

  test.each(['HEAD.lock', 'packed-refs.lock', 'config.lock', 'refs/heads/main.lock'])(
    'left %s in the mirror, which is fetched all the same',
    async (lock) => {
      commit('1');
      await fetchMirror(site());
      const two = commit('2');
      put(join(paths().mirror, lock), '');
      await fetchMirror(site());
      const head = execFileSync('git', ['--git-dir', paths().mirror, 'rev-parse', 'refs/heads/main']);
      expect(head.toString().trim()).toBe(two);
    },
  );
});
