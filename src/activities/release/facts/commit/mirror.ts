/** The bare mirror of an app's repository on its host: what a deploy reads without touching what runs. */
import { RoostError } from '../../../../errors';
import type { AppConfig } from '../../../../fleet/file';
import { parseBatch } from '../../../../host/parse/git-batch';
import type { Host } from '../../../../host/types';
import { onlyIf } from '../../../../lib/only-if';
import { plainText } from '../../../../lib/plain-text';
import { shellScript } from '../../../../lib/shell-script';
import { pause } from '../../../app/containers/health';

const fetchProgram = shellScript(__dirname, 'fetch-mirror');

/** An app's repository on its host. */
export interface MirrorSite {
  host: Host;
  paths: { mirror: string };
  app: Pick<AppConfig, 'name' | 'repository'>;
}

const FETCH_MS = 10 * 60_000;
/** A repository's server may hiccup; one that refuses three times means it. */
const ATTEMPTS = 3;
const PAUSE_MS = 2_000;

/** Without a prompt: a repository that asks for a password is one that cannot be read. */
const git = (mirror: string, ...args: string[]): string[] => [
  'env',
  'GIT_TERMINAL_PROMPT=0',
  'GIT_SSH_COMMAND=ssh -oBatchMode=yes',
  'git',
  '--git-dir',
  mirror,
  ...args,
];

/** Made if absent, else brought up to date. Errors: `FetchFailed`. */
export async function fetchMirror(site: MirrorSite, signal?: AbortSignal): Promise<void> {
  const { mirror } = site.paths;
  const argv = fetchProgram(mirror, site.app.repository);
  for (let attempt = 1; ; attempt += 1) {
    try {
      await site.host.exec(argv, { timeout: FETCH_MS, signal });
      return;
    } catch (error) {
      if (!(error instanceof RoostError) || error.code !== 'CommandFailed') throw error;
      if (attempt < ATTEMPTS) {
        await pause(PAUSE_MS);
        continue;
      }
      const stderr = String(error.details.stderr ?? error.message).trim();
      const message = `The repository of ${site.app.name} could not be fetched on ${site.host.name}: ${stderr}`;
      // Nothing has been changed yet: the person who waits should know.
      throw new RoostError('FetchFailed', message, { app: site.app.name }, { retry: 'never', cause: error });
    }
  }
}

export interface ResolvedRef {
  kind: 'branch' | 'tag' | 'commit';
  /** Full hash. */
  commit: string;
}

/**
 * The full names that `name` may stand for, in order. Git itself would prefer a
 * tag to a branch of the same name, so it never gets the bare name.
 */
function readings(name: string): { kind: ResolvedRef['kind']; ref: string }[] {
  if (name.startsWith('refs/heads/')) return [{ kind: 'branch', ref: name }];
  if (name.startsWith('refs/tags/')) return [{ kind: 'tag', ref: name }];
  if (isFullHash(name)) return [{ kind: 'commit', ref: name }];
  return [
    { kind: 'branch', ref: `refs/heads/${name}` },
    { kind: 'tag', ref: `refs/tags/${name}` },
    ...onlyIf(/^[0-9a-f]{4,64}$/.test(name), { kind: 'commit' as const, ref: name }),
  ];
}

/** Hashes may be of SHA-256. */
const isFullHash = (text: string): boolean => /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(text);

/** Reads of one mirror. */
export class Mirror {
  constructor(private readonly site: Pick<MirrorSite, 'host' | 'paths'>) {}

  async run(...args: string[]): Promise<string> {
    return (await this.site.host.exec(git(this.site.paths.mirror, ...args))).stdout;
  }

  /** What a command lists with `-z`; `git grep` ends with 1 if it finds nothing. */
  async listing(...args: string[]): Promise<string[]> {
    const argv = git(this.site.paths.mirror, '--literal-pathspecs', ...args);
    return (await this.site.host.exec(argv, { ok: [0, 1] })).stdout.split('\0').filter(Boolean);
  }

  /** Whether `git grep` finds something. */
  async finds(...args: string[]): Promise<boolean> {
    const argv = git(this.site.paths.mirror, '--literal-pathspecs', 'grep', ...args);
    return (await this.site.host.exec(argv, { ok: [0, 1] })).code === 0;
  }

  /** Names of branches, the newest first. */
  async branches(count: number): Promise<string[]> {
    const format = ['--sort=-committerdate', '--format=%(refname:lstrip=2)', `--count=${count}`];
    return (await this.run('for-each-ref', ...format, 'refs/heads'))
      .split('\n')
      .filter(Boolean)
      .map(plainText);
  }

  /** Full hash of the branch's head; null: no such branch. A tag of the same name does not count. */
  head(branch: string): Promise<string | null> {
    return this.commitOf(`refs/heads/${branch}`);
  }

  /** Whether the mirror holds this commit; `commit` is a full hash. */
  async has(commit: string): Promise<boolean> {
    return (await this.commitOf(commit)) !== null;
  }

  /** What an operator names: a branch before a tag before a commit. Null: none such. */
  async resolve(name: string): Promise<ResolvedRef | null> {
    for (const { kind, ref } of readings(name)) {
      const commit = await this.commitOf(ref);
      if (commit) return { kind, commit };
    }
    return null;
  }

  private async commitOf(ref: string): Promise<string | null> {
    const { code, stdout } = await this.site.host.exec(
      git(this.site.paths.mirror, 'rev-parse', '-q', '--verify', '--end-of-options', `${ref}^{commit}`),
      { ok: [0, 1, 128] },
    );
    return code === 0 ? stdout.trim() : null;
  }

  async isAncestor(older: string, newer: string): Promise<boolean> {
    const { code } = await this.site.host.exec(
      git(this.site.paths.mirror, 'merge-base', '--is-ancestor', older, newer),
      { ok: [0, 1] },
    );
    return code === 0;
  }

  /** Newest first: hash and subject of what `newer` has and `older` has not. */
  async log(older: string | null, newer: string): Promise<{ commit: string; subject: string }[]> {
    const range = older ? [newer, `^${older}`] : ['-1', newer];
    const text = await this.run('log', '--no-show-signature', '-z', '--format=%H %s', ...range);
    return parseLog(text);
  }

  /** Contents of `COMMIT:path`s, in order; null: not there. One round trip. */
  async files(specs: string[]): Promise<(Buffer | null)[]> {
    if (specs.length === 0) return [];
    const input = specs.map((spec) => `${spec}\n`).join('');
    const argv = [
      ...git(this.site.paths.mirror, 'cat-file', '--batch=%(objecttype) %(objectsize)'),
      '--buffer',
    ];
    // The sizes are of bytes: a file that is no UTF-8 has others as text.
    const { stdout } = await this.site.host.exec(argv, { input, bytes: true });
    return parseBatch(Buffer.from(stdout, 'latin1'), specs.length);
  }
}

/** Output of `git log -z --format='%H %s'`. A subject is text of strangers that people read in a terminal. */
export function parseLog(output: string): { commit: string; subject: string }[] {
  return output
    .split('\0')
    .filter(Boolean)
    .map((line) => {
      const [commit = '', ...subject] = line.trimStart().split(' ');
      if (!isFullHash(commit))
        throw new RoostError('FetchFailed', 'git log printed something that is no commit.');
      return { commit, subject: plainText(subject.join(' ')) };
    });
}
