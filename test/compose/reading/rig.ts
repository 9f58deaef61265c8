/** An app's folder on a host, a commit of its repository, and how roost reads it by Docker Compose. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  parseReading,
  resolveArgv,
  viewArgv,
  type ComposeReading,
  type ComposeUse,
} from '../../../src/host/model/compose-model';
import { shellScript } from '../../../src/lib/shell-script';
import { section } from '../../../src/lib/unchecked';
import { withCompose } from '../compose-program';

export const checkout = shellScript(join(__dirname, '../../../src/activities/release/steps'), 'checkout');

export let env: NodeJS.ProcessEnv;
export let root: string;
/** For every file of tests of this folder. */
export function freshRoots(): void {
  beforeAll(async () => {
    env = await withCompose();
  });
  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'roost-reading-')));
  });
  afterEach(() => rmSync(root, { recursive: true }));
}

export interface Reading {
  /** Of the commit that serves. */
  was?: Record<string, string>;
  /** Of the commit that is read. */
  commit: Record<string, string>;
  /** Of both commits: targets by path. */
  links?: Record<string, string>;
  /** What only the host has, relative to the source. */
  host?: Record<string, string>;
  secrets?: Record<string, string>;
  use?: Partial<ComposeUse>;
  /** Relative to the app's folder. */
  source?: string;
}

export const run = (argv: string[], cwd = root): string =>
  execFileSync(argv[0]!, argv.slice(1), { cwd, env, encoding: 'utf8', maxBuffer: 1 << 26 });
export const write = (folder: string, files: Record<string, string>): void => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
};

/** The app's folder, a working copy of what serves; and the tree of a release. */
export function before(
  one: Reading,
  kind: 'clone' | 'copy',
): { directory: string; source: string; tree: string; git: (...a: string[]) => string; repository: string } {
  const directory = join(root, 'srv/stacks/wiki');
  const source = join(directory, one.source ?? '.');
  const tree = join(directory, '.roost/releases/2/tree');
  const git = (...args: string[]): string =>
    run(['git', '-C', source, '-c', 'user.name=a', '-c', 'user.email=a@b', ...args]);
  mkdirSync(source, { recursive: true });
  git('init', '-q', '-b', 'main');
  const link = (): void =>
    Object.entries(one.links ?? {}).forEach(([path, to]) => symlinkSync(to, join(source, path)));
  write(source, one.was ?? one.commit);
  link();
  git('add', '-Af');
  git('commit', '-qm', '1');
  git('rm', '-qrf', '.');
  write(source, one.commit);
  link();
  git('add', '-Af');
  git('commit', '-qm', '2', '--allow-empty');
  const repository = join(root, 'repository.git');
  run(['git', 'clone', '-q', '--bare', source, repository]);
  run(['git', '--git-dir', repository, 'tag', 'second', 'main']);
  run(checkout(repository, 'second', join(tree, one.source ?? '.'), 'refs/roost/releases/2'));
  git('checkout', '-q', '-f', '-B', 'main', 'HEAD~1');
  if (kind === 'copy') rmSync(join(source, '.git'), { recursive: true });
  write(source, one.host ?? {});
  write(tree, one.secrets ?? {});
  return { directory, source, tree, git, repository };
}

export const reading = (at: string, source: string, use: Partial<ComposeUse> = {}): ComposeReading =>
  parseReading(run(resolveArgv(at, source, { files: [], ...use })), at);

export function inView(
  one: Reading,
  kind: 'clone' | 'copy' = 'clone',
): ComposeReading & { after(): ComposeReading } {
  const { directory, source, tree, git, repository } = before(one, kind);
  const view = join(directory, '.roost/releases/2/view');
  run(viewArgv({ root: view, tree, directory, source }));
  return {
    ...reading(view, source, one.use),
    after() {
      const commit = run(['git', '--git-dir', repository, 'rev-parse', 'second']).trim();
      if (kind === 'copy') git('init', '-q', '-b', 'main');
      git('fetch', '-q', repository, commit);
      git('checkout', '-q', '-f', '-B', 'main', commit);
      write(directory, one.secrets ?? {});
      return reading('', source, one.use);
    },
  };
}

export const service = ({ model }: ComposeReading, name = 'web') => section(section(model?.services)[name]);
export const web = (more: object, image = 'app'): string =>
  JSON.stringify({ services: { web: { image, ...more } } });
