/** Every shell program of the project: what it must look like, and that each shell of a host can read it. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readScript, shellScript } from '../../src/lib/shell-script';
import { describeInShells, openShell } from '../host/shells';

const src = join(__dirname, '../../src');
const all = readdirSync(src, { recursive: true }).map(String).sort();
const scripts = all.filter((name) => name.endsWith('.sh'));

describe('a script that is loaded', () => {
  const folder = mkdtempSync(join(tmpdir(), 'roost-script-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'parts'));
  const write = (name: string, ...lines: string[]) =>
    writeFileSync(join(folder, name), [...lines, ''].join('\n'));

  it('has the text of what it sources, and gets its arguments as they are', () => {
    write('main.sh', '#!/bin/sh', '# Usage: main WORD...', 'set -eu', '. parts/one.sh', 'greet "$@"');
    write('parts/one.sh', '#!/bin/sh', '# Usage: . one.sh', '. ../two.sh', 'greet() { shout "$@"; }');
    write('two.sh', '#!/bin/sh', '# Usage: . two.sh', 'shout() { printf \'%s!\' "$0" "$@"; }');
    const [sh, ...args] = shellScript(folder, 'main')("it's $(id)", '');
    expect(execFileSync(sh!, args, { encoding: 'utf8' })).toBe("main!it's $(id)!!");
  });
});

it.each(scripts)('%s has a shebang and a usage line', (name) => {
  const [first, second] = readFileSync(join(src, name), 'utf8').split('\n');
  expect(first).toBe('#!/bin/sh');
  expect(second).toMatch(/^# Usage: \S/);
});

describeInShells('every script', (name) => {
  const shell = openShell(name);
  afterAll(() => shell.remove());
  it.each(scripts)('%s can be read', (script) => {
    shell.run('sh -n', readScript(join(src, script)));
  });
});

it('no shell program stands in TypeScript, but for the command of an app', () => {
  const inline = all
    .filter((name) => name.endsWith('.ts'))
    .filter((name) => /'sh',\s*'-c'/.test(readFileSync(join(src, name), 'utf8')));
  expect(inline).toEqual([
    'activities/app/containers/check.ts',
    'activities/release/steps/script.ts',
    'activities/restore/steps/sanitize.ts',
    'lib/shell-script.ts',
  ]);
});
