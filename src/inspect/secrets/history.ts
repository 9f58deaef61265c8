/** The versions of an encrypted file, from the history of the repository that has it. Changes nothing. */
import { RoostError } from '../../errors';
import type { SecretFormat } from '../../fleet/file';
import { parseBatch } from '../../host/parse/git-batch';
import type { Host } from '../../host/types';
import { shellScript } from '../../lib/shell-script';
import type { Version } from '../../secrets/ages';
import { readEncrypted } from '../../secrets/encrypted';

const program = shellScript(__dirname, 'history');

/** Commits of one file that are read. */
const COUNT = 300;
/** A file of secrets is small; what is larger comes from a repository that is not as it should be. */
const LARGEST = 1024 * 1024;
const LARGEST_ALL = 64 * 1024 * 1024;
const TIMEOUT = 60_000;

export interface Place {
  host: Host;
  /** Bare mirror; empty: there is none. */
  mirror: string;
  /** Working copy, asked where there is no mirror. */
  source: string;
  branch: string;
  /** Relative to the repository in the mirror, and to `source`. */
  file: string;
  format: SecretFormat;
}

export interface History {
  /** The newest first. */
  versions: Version[];
  complete: boolean;
}

/** Null: there is no repository. Errors: those of the host, `SecretInvalid`. */
export async function historyOf({
  host,
  mirror,
  source,
  branch,
  file,
  format,
}: Place): Promise<History | null> {
  const { stdout } = await host.exec(program(mirror, source, branch, String(COUNT), file), {
    timeout: TIMEOUT,
  });
  const { where, found } = parseHistory(stdout);
  if (where === 'none') return null;
  const sizes = new Map(found.flatMap(({ blob, size }) => (blob === null ? [] : [[blob, size]])));
  const all = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  if (Math.max(0, ...sizes.values()) > LARGEST || all > LARGEST_ALL)
    throw new RoostError('SecretInvalid', `${file} is too large for a file of secrets.`, { file });
  const contents = await blobs(host, where === 'mirror' ? ['--git-dir', mirror] : ['-C', source], [
    ...sizes.keys(),
  ]);
  const versions = found.map(({ at, commit, blob }): Version => {
    const content = blob === null ? null : (contents.get(blob) ?? null);
    return { at, commit, content: content && readEncrypted(content, format) };
  });
  return { versions, complete: found.length < COUNT };
}

async function blobs(host: Host, git: string[], names: string[]): Promise<Map<string, Buffer | null>> {
  if (names.length === 0) return new Map();
  const argv = ['git', ...git, 'cat-file', '--batch=%(objecttype) %(objectsize)', '--buffer'];
  const input = names.map((name) => `${name}\n`).join('');
  const { stdout } = await host.exec(argv, { input, bytes: true, timeout: TIMEOUT });
  const found = parseBatch(Buffer.from(stdout, 'latin1'), names.length);
  return new Map(names.map((name, i) => [name, found[i]!]));
}

interface Found {
  at: string;
  commit: string;
  blob: string | null;
  size: number;
}

/** Output of `history.sh`. Lines that are not in its form are left out. */
export function parseHistory(output: string): { where: string; found: Found[] } {
  const lines = output.split('\n');
  const end = lines.indexOf('');
  const commits = lines.slice(1, end);
  const found = commits.flatMap((line, i): Found[] => {
    const [, seconds, commit] = /^(\d{1,11}) ([0-9a-f]{40,64})$/.exec(line) ?? [];
    const [, blob = null, size = '0'] = /^([0-9a-f]{40,64}) (\d{1,12})$/.exec(lines[end + 1 + i] ?? '') ?? [];
    if (seconds === undefined) return [];
    const at = new Date(Number(seconds) * 1000).toISOString();
    return [{ at, commit: commit!, blob, size: Number(size) }];
  });
  return { where: lines[0] ?? 'none', found };
}
