import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shellScript } from '../../../../src/lib/shell-script';

const checkout = shellScript(join(__dirname, '../../../../src/activities/release/steps'), 'checkout');
const folder = mkdtempSync(join(tmpdir(), 'roost-stage-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('gives two commits of one second files of different times', () => {
  const repository = join(folder, 'repository');
  const date = '2026-01-01T00:00:00Z';
  const person = {
    GIT_AUTHOR_NAME: 'a',
    GIT_AUTHOR_EMAIL: 'a@b',
    GIT_COMMITTER_NAME: 'a',
    GIT_COMMITTER_EMAIL: 'a@b',
  };
  const env = { ...process.env, ...person, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: repository, env }).toString().trim();
  execFileSync('git', ['init', '-q', repository]);
  const stage = (version: string): { text: string; time: number } => {
    writeFileSync(join(repository, 'version'), version);
    git('add', 'version');
    git('commit', '-q', '-m', version);
    const tree = join(folder, 'tree');
    const [sh, ...args] = checkout(
      join(repository, '.git'),
      git('rev-parse', 'HEAD'),
      tree,
      'refs/roost/releases/1',
    );
    execFileSync(sh!, args);
    return {
      text: readFileSync(join(tree, 'version'), 'utf8'),
      time: statSync(join(tree, 'version')).mtimeMs,
    };
  };
  const [one, two] = [stage('1.1.1'), stage('1.2.0')];
  expect([one.text, two.text]).toEqual(['1.1.1', '1.2.0']);
  expect(two.time).not.toBe(one.time);
});
