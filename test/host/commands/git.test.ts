import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as git from '../../../src/host/commands/git';

const run = ([program, ...args]: string[], input = '') => execFileSync(program!, args, { input, stdio: ['pipe', 'pipe', 'ignore'] }).toString();

describe('on a real repository', () => {
  const folder = mkdtempSync(join(tmpdir(), 'roost-git-'));
  const origin = join(folder, 'origin');
  const mirror = join(folder, 'mirror.git');
  const commit = (text: string) => {
    const who = ['-c', 'user.name=a', '-c', 'user.email=a@example.org'];
    run(['git', '-C', origin, ...who, 'commit', '--quiet', '--allow-empty', '-m', text]);
    return run(['git', '-C', origin, 'rev-parse', 'HEAD']).trim();
  };
  afterAll(() => rmSync(folder, { recursive: true }));

  test('mirror, fetch, name, compare, read, pack', () => {
    run(['git', 'init', '--quiet', '-b', 'main', origin]);
    const first = commit('first');
    run(git.cloneMirror(origin, mirror));
    const second = commit('second');
    run(git.fetchMirror(mirror));
    expect(run(git.commitOf(mirror, 'main')).trim()).toBe(second);
    expect(() => run(git.commitOf(mirror, '--all'))).toThrow();
    expect(run(git.mergeBase(mirror, first, second)).trim()).toBe(first);
    expect(run(git.commitsBetween(mirror, first, second, 50))).toBe(`${second}\n`);
    expect(run(git.catObjects(mirror), `${second}\n`)).toContain('second');
    expect(run(git.archive(mirror, second))).toContain(second);
  });
});
