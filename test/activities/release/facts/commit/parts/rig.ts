/** Real repositories with submodules and git-lfs, and the app's folder on its host. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { StepSite } from '../../../../../../src/activities/app/site';
import { fetchMirror } from '../../../../../../src/activities/release/facts/commit/mirror';
import { fetchParts } from '../../../../../../src/activities/release/facts/commit/parts';
import { shellScript } from '../../../../../../src/lib/shell-script';
import { appPaths } from '../../../../../../src/plan/names';
import { localHost } from '../../../../../client/local-host';
import { wiki } from '../../../../../fleet/contract/sample';

export const pruneParts = shellScript(
  join(__dirname, '../../../../../../src/activities/release/steps'),
  'prune-parts',
);
const checkout = shellScript(join(__dirname, '../../../../../../src/activities/release/steps'), 'checkout');

export let root: string;
export let app: string;
/** For every file of tests of this folder. */
export function freshRoots(): void {
  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'roost-parts-')));
    app = join(root, 'app');
    mkdirSync(app);
  });
  afterEach(() => rmSync(root, { recursive: true }));
}

export const at = (...names: string[]): string => join(root, ...names);
const local = ['-c', 'user.name=x', '-c', 'user.email=x@y', '-c', 'protocol.file.allow=always'];
export const git = (folder: string, ...args: string[]): string =>
  execFileSync('git', ['-C', folder, ...local, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    .toString()
    .trim();
export function put(folder: string, files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}
/** A work copy with a commit of these files; beside it its bare repository `git/NAME.git`. */
export function repository(
  name: string,
  files: Record<string, string>,
  modules: Record<string, string> = {},
): string {
  const work = at('work', name);
  if (!existsSync(work)) {
    mkdirSync(at('git'), { recursive: true });
    execFileSync('git', ['init', '-q', '--bare', '-b', 'main', at('git', `${name}.git`)]);
    execFileSync('git', ['init', '-q', '-b', 'main', work]);
    git(work, 'remote', 'add', 'origin', at('git', `${name}.git`));
  }
  put(work, files);
  for (const [path, url] of Object.entries(modules)) git(work, 'submodule', '--quiet', 'add', url, path);
  git(work, 'add', '-A');
  git(work, 'commit', '-qm', name, '--allow-empty');
  git(work, 'push', '-q', 'origin', 'HEAD:main');
  return git(work, 'rev-parse', 'HEAD');
}

export function site(bin?: string): StepSite {
  const host = localHost('hornbill', bin);
  return {
    app: {
      ...wiki,
      directory: app,
      source: 'src',
      repository: at('git/shop.git'),
      branch: 'main',
      secrets: [],
      compose: [],
    },
    host,
    context: { direction: 'do', expect: 0 },
    guard: { current: async () => null },
    scope: { kind: 'app', directory: app, source: 'src', compose: [] },
    paths: appPaths(app),
    source: join(app, 'src'),
    change: host.exec,
    read: host.exec,
  } as unknown as StepSite;
}
export async function fetched(commit: string, bin?: string) {
  const one = site(bin);
  await fetchMirror(one);
  return fetchParts(one, commit);
}
/** The release's tree. */
export function staged(commit: string, release = 1): string {
  const { tree } = appPaths(app).release(release);
  const [sh, ...args] = checkout(
    appPaths(app).mirror,
    commit,
    join(tree, 'src'),
    `refs/roost/releases/${release}`,
  );
  execFileSync(sh!, args);
  return join(tree, 'src');
}
/** Names, kinds, modes and sums. */
export const filesOf = (folder: string): string =>
  execFileSync('sh', [
    '-c',
    [
      `cd "$0" && find . -name .git -prune -o ! -name . -printf '%p %y %m %l\\n' | sort`,
      'find . -name .git -prune -o -type f -exec sha256sum {} + | sort',
    ].join('\n'),
    folder,
  ]).toString();
export function cloned(): string {
  const copy = at(`clone-${Math.random()}`);
  git(root, 'clone', '-q', '--recurse-submodules', at('git/shop.git'), copy);
  return copy;
}
