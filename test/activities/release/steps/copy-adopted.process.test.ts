/** What ran by other means is copied, or git's own words say why not. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shellScript } from '../../../../src/lib/shell-script';

const copy = shellScript(join(__dirname, '../../../../src/activities/release/steps'), 'copy-adopted');
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'roost-adopt-'));
  mkdirSync(join(root, 'src'));
});
afterEach(() => rmSync(root, { recursive: true }));

function run(env: NodeJS.ProcessEnv = {}): { status: number | null; stderr: string } {
  const [sh, ...args] = copy(join(root, 'release'), join(root, 'src'));
  return spawnSync(sh!, args, { encoding: 'utf8', env: { ...process.env, ...env } });
}
const git = (...args: string[]) =>
  execFileSync('git', ['-C', join(root, 'src'), '-c', 'user.name=x', '-c', 'user.email=x@y', ...args]);

test('a working copy of another owner is refused in the words of git', () => {
  git('init', '-q');
  git('commit', '-q', '--allow-empty', '-m', 'one');
  // As git takes a folder of another user.
  const env = {
    GIT_TEST_ASSUME_DIFFERENT_OWNER: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_SYSTEM: '/dev/null',
  };
  const { status, stderr } = run(env);
  expect(status).toBe(128);
  expect(stderr).toMatch(/dubious ownership/);
  expect(stderr).not.toMatch(/usage:/);
});

test('a working copy without a commit has no changes to keep', () => {
  git('init', '-q');
  expect(run()).toMatchObject({ status: 0, stderr: '' });
  expect(existsSync(join(root, 'release/local.patch'))).toBe(false);
});

test('what was changed by hand is kept as a patch', () => {
  git('init', '-q');
  writeFileSync(join(root, 'src/a'), 'one\n');
  git('add', '.');
  git('commit', '-qm', 'one');
  writeFileSync(join(root, 'src/a'), 'two\n');
  expect(run().status).toBe(0);
  expect(readFileSync(join(root, 'release/local.patch'), 'utf8')).toMatch(/^\+two$/m);
});

test('a commit that was only made there keeps a name, whatever becomes of its branch', () => {
  git('init', '-q');
  git('commit', '-q', '--allow-empty', '-m', 'local');
  const commit = git('rev-parse', 'HEAD').toString();
  expect(run()).toMatchObject({ status: 0, stderr: '' });
  git('update-ref', '-d', 'HEAD');
  expect(git('rev-parse', 'refs/roost/adopted').toString()).toBe(commit);
});
