/**
 * What a drill's containers mount, by the real program in each shell;
 * and the commit that it starts, by a real git.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { quote } from '../../../src/host/quote';
import { shellScript } from '../../../src/lib/shell-script';
import { describeInShells, openShell, type Shell } from '../../host/shells';

const steps = join(__dirname, '../../../src/activities/drill/steps');
const makeMounts = shellScript(steps, 'make-mounts');
const findCommit = shellScript(steps, 'find-commit');

describeInShells('a drill', (name) => {
  let shell: Shell;
  let live: string;
  let scratch: string;
  beforeEach(() => {
    shell = openShell(name);
    live = join(shell.folder, "the live app's");
    scratch = join(shell.folder, 'the scratch');
    mkdirSync(join(live, 'data'), { recursive: true });
    mkdirSync(scratch);
  });
  afterEach(() => shell.remove());
  const make = (...paths: string[]): string =>
    shell.run(quote(makeMounts(live, scratch, ...paths.map((path) => join(scratch, path))))).toString();

  it('makes a folder that is mounted and not there, with the mode of the live one', () => {
    chmodSync(join(live, 'data'), 0o750);
    make('data', 'new/deep');
    expect(statSync(join(scratch, 'data')).mode & 0o777).toBe(0o750);
    expect(statSync(join(scratch, 'new/deep')).isDirectory()).toBe(true);
    make('data', 'new/deep');
  });

  it('misses a file that only the live app has, and makes no folder of its name', () => {
    writeFileSync(join(live, 'settings.yml'), 'x');
    expect(() => make('settings.yml')).toThrow(/settings.yml is neither in the snapshot nor in the commit/);
    expect(existsSync(join(scratch, 'settings.yml'))).toBe(false);
    writeFileSync(join(scratch, 'settings.yml'), 'x');
    make('settings.yml');
  });

  it.each(['/etc', '..', '/etc/hostname'])('mounts nothing by a link of the commit to %s', (target) => {
    symlinkSync(target, join(scratch, 'link'));
    expect(() => make('link')).toThrow(/link leads out of the copy/);
    mkdirSync(join(scratch, 'deep'));
    symlinkSync('/', join(scratch, 'deep/up'));
    expect(() => make('deep/up/etc')).toThrow(/leads out of the copy/);
  });

  it('takes a commit from the first repository that has it, and from none that has it not', () => {
    const repository = join(shell.folder, 'repo');
    const git = (...args: string[]): string =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', '-C', repository, ...args], {
        encoding: 'utf8',
      });
    mkdirSync(repository);
    git('init', '-q');
    writeFileSync(join(repository, 'a'), 'x');
    git('add', '-A');
    git('commit', '-qm', 'one');
    const commit = git('rev-parse', 'HEAD').trim();
    // busybox has none of its own.
    const own = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
    if (!existsSync(join(shell.folder, 'bin/git'))) symlinkSync(own, join(shell.folder, 'bin/git'));
    const find = (wanted: string, ...where: string[]): string =>
      shell
        .run(quote(findCommit(wanted, ...where)))
        .toString()
        .trim();
    expect(find(commit, join(shell.folder, 'none'), join(repository, '.git'))).toBe(join(repository, '.git'));
    expect(find('0'.repeat(40), join(repository, '.git'))).toBe('');
  });
});
