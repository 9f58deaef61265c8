/**
 * What a later step or run goes by is on the host's disk before the program that writes it ends: it, and its
 * name.
 */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { quote } from '../../src/host/quote';
import { shellScript } from '../../src/lib/shell-script';
import { describeInShells, openShell, type Shell } from '../host/shells';

const src = join(__dirname, '../../src');
/** Program, its arguments for a file in a folder that is there. */
const marks: [
  name: string,
  folder: string,
  program: string,
  args: (file: string) => string[],
  input?: string,
][] = [
  ['a step that has begun', 'activities/scope', 'mark-begun', (file) => [file]],
  ['data that are at risk', 'activities/release/steps/data', 'mark-at-risk', (file) => [file, '/none', '']],
  ['data that are back', 'activities/release/steps/data', 'data-are-back', (file) => [file, '/none']],
  [
    'what runs while a backup stops it',
    'activities/backup/steps',
    'note-running',
    (file) => [file, '4', 'web'],
  ],
  ['a restore', 'activities/restore/steps', 'write-record', (file) => [file]],
  ['an app that is recovered', 'activities/recover/steps', 'hold', (file) => [file, 'c0ffee']],
  ['where an app serves', 'host', 'write-line', (file) => [file, 'toucan']],
  ['a maintenance page', 'host/maintenance', 'set-flag', (file) => [file, 'roost deploy']],
  ['another maintenance page', 'host/maintenance', 'replace-flag', (file) => [file, 'roost deploy']],
];

describeInShells('on the disk is', (name) => {
  let shell: Shell;
  let log: string;
  beforeEach(() => {
    shell = openShell(name);
    log = join(shell.folder, 'syncs');
    writeFileSync(log, '');
    // Content counts only once it is there.
    const stub = `#!/bin/sh\nif [ -d "$1" ]; then ls "$1" | sed "s|^|$1/|"; else echo "content of $1"; fi >>'${log}'\n`;
    writeFileSync(join(shell.folder, 'bin/sync'), stub);
    chmodSync(join(shell.folder, 'bin/sync'), 0o755);
  });
  afterEach(() => shell.remove());

  // busybox runs its own `sync`, whatever is in PATH.
  (name === 'busybox' ? it.skip : it).each(marks)('the mark of %s', (...[, folder, program, args]) => {
    const file = join(shell.folder, 'app/marks/mark');
    mkdirSync(dirname(file), { recursive: true });
    shell.run(quote(shellScript(join(src, folder), program)(...args(file))), '{}');
    expect(existsSync(file)).toBe(true);
    const synced = readFileSync(log, 'utf8').split('\n');
    expect(synced.some((line) => line.startsWith(`content of ${file}`))).toBe(true);
    expect(synced.slice(1)).toContain(file);
  });
});
