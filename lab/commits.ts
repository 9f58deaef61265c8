/** Commits of a test's or a matrix's own, made in the lab's bare repository without a working copy. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Lab } from './types';

/** What a file becomes, from what it was; a new one was empty. */
export type Edits = Record<string, (before: string) => string>;

/** Follows `parent`; returns the commit, which a branch `name` points to. */
export function commitOn(lab: Lab, parent: string, name: string, edits: Edits): string {
  const { path, commits } = lab.repos.phone;
  const folder = mkdtempSync(join(tmpdir(), 'roost-index-'));
  const person = { NAME: 'Lab', EMAIL: 'lab@sgos.example' };
  const people = Object.fromEntries(
    ['AUTHOR', 'COMMITTER'].flatMap((role) =>
      Object.entries(person).map(([key, value]) => [`GIT_${role}_${key}`, value]),
    ),
  );
  const env = { ...process.env, ...people, GIT_INDEX_FILE: join(folder, 'index') };
  const git = (args: string[], input = ''): string =>
    execFileSync('git', ['--git-dir', path, ...args], { env, input }).toString();
  try {
    const base = commits[parent] ?? parent;
    git(['read-tree', base]);
    for (const [file, edit] of Object.entries(edits)) {
      const before = git(['ls-tree', base, '--', file]) === '' ? '' : git(['show', `${base}:${file}`]);
      const blob = git(['hash-object', '-w', '--stdin'], edit(before)).trim();
      git(['update-index', '--add', '--cacheinfo', `100644,${blob},${file}`]);
    }
    const commit = git([
      'commit-tree',
      '-p',
      base,
      '-m',
      `Release ${name}`,
      git(['write-tree']).trim(),
    ]).trim();
    git(['update-ref', `refs/heads/${name}`, commit]);
    return commit;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Changes fields of a JSON file. */
export const json =
  (change: (value: Record<string, unknown>) => Record<string, unknown>) =>
  (before: string): string =>
    `${JSON.stringify(change(JSON.parse(before) as Record<string, unknown>), null, 2)}\n`;
