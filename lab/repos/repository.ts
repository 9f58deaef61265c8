import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from '../run';

/** A bare repository on this machine that the hosts see read-only. */
export interface Repository {
  /** Its path here; push to it. */
  path: string;
  /** Its path on the hosts. */
  remote: string;
  /** Label to commit; each label is a branch too. */
  commits: Record<string, string>;
  /** Moves a branch, as a push would. */
  point(branch: string, labelOrSha: string): Promise<void>;
}

const author = {
  GIT_AUTHOR_NAME: 'Lab',
  GIT_AUTHOR_EMAIL: 'lab@sgos.example',
  GIT_COMMITTER_NAME: 'Lab',
  GIT_COMMITTER_EMAIL: 'lab@sgos.example',
};
const noHooks = ['-c', 'core.hooksPath=/dev/null', '-c', 'commit.gpgSign=false'];

/** Writes a repository's history, commit by commit, from files in a scratch folder. */
export class Author {
  private constructor(
    readonly folder: string,
    private readonly bare: string,
  ) {}

  private minute = 0;

  static async of(template: string, bare: string): Promise<Author> {
    const folder = await mkdtemp(join(tmpdir(), 'roost-repo-'));
    await cp(template, folder, { recursive: true });
    await run(['git', 'init', '-q', '--bare', '--shared=0644', '-b', 'main', bare]);
    await run(['git', '--git-dir', bare, 'config', 'uploadpack.allowAnySHA1InWant', 'true']);
    // As GitHub does; --shared refuses a push by force.
    await run(['git', '--git-dir', bare, 'config', 'receive.denyNonFastForwards', 'false']);
    return new Author(folder, bare);
  }

  private git(args: string[]): Promise<string> {
    const date = new Date(Date.UTC(2026, 0, 1, 0, this.minute)).toISOString();
    const env = { ...author, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
    return run(['git', ...noHooks, '--git-dir', this.bare, '--work-tree', this.folder, ...args], {
      cwd: this.folder,
      env,
    });
  }

  async write(file: string, content: string): Promise<void> {
    await mkdir(dirname(join(this.folder, file)), { recursive: true });
    await writeFile(join(this.folder, file), content);
  }

  async json(
    file: string,
    change: (value: Record<string, unknown>) => Record<string, unknown>,
  ): Promise<void> {
    const value = JSON.parse(await readFile(join(this.folder, file), 'utf8')) as Record<string, unknown>;
    await this.write(file, `${JSON.stringify(change(value), null, 2)}\n`);
  }

  async replace(file: string, from: string, to: string): Promise<void> {
    const text = await readFile(join(this.folder, file), 'utf8');
    await this.write(file, text.replace(from, to));
  }

  /** Puts the scratch folder at `label`, on which the next commit follows. */
  async from(label: string): Promise<void> {
    await this.git(['checkout', '-q', '-f', '--detach', label]);
    await this.git(['clean', '-q', '-fd']);
  }

  /** Commits everything and names it by a branch. */
  async commit(label: string, message: string): Promise<string> {
    this.minute += 1;
    await this.git(['add', '-A']);
    await this.git(['commit', '-q', '-m', message]);
    const sha = await this.commitOf('HEAD');
    await this.git(['update-ref', `refs/heads/${label}`, sha]);
    return sha;
  }

  commitOf(ref: string): Promise<string> {
    return this.git(['rev-parse', ref]);
  }

  async done(main: string): Promise<void> {
    await this.git(['update-ref', 'refs/heads/main', main]);
    await this.git(['symbolic-ref', 'HEAD', 'refs/heads/main']);
    await rm(join(this.bare, 'index'), { force: true });
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Opens a repository made earlier, or makes it. */
export async function repository(
  folder: string,
  name: string,
  make: (bare: string) => Promise<void>,
): Promise<Repository> {
  const path = join(folder, `${name}.git`);
  if (!existsSync(join(path, 'complete'))) {
    await rm(path, { recursive: true, force: true });
    await make(path);
    const refs = await run([
      'git',
      '--git-dir',
      path,
      'for-each-ref',
      '--format=%(refname:short) %(objectname)',
      'refs/heads',
    ]);
    const { main: _, ...labels } = Object.fromEntries(
      refs.split('\n').map((line) => line.split(' ') as [string, string]),
    );
    // Kept apart from the branches, which tests may move.
    await writeFile(join(path, 'complete'), JSON.stringify(labels));
  }
  const commits = JSON.parse(await readFile(join(path, 'complete'), 'utf8')) as Record<string, string>;
  return {
    path,
    remote: `/srv/git/${name}.git`,
    commits,
    async point(branch, labelOrSha) {
      await run([
        'git',
        '--git-dir',
        path,
        'update-ref',
        `refs/heads/${branch}`,
        commits[labelOrSha] ?? labelOrSha,
      ]);
    },
  };
}
