/** The encrypted files of a branch, as the repository has them now. */
import { posix } from 'node:path';
import { RoostError } from '../../errors';
import type { PlannedFleet, SecretFormat } from '../../fleet/file';
import { hostOf } from '../../fleet/file';
import type { Host } from '../../host/types';
import { appPaths } from '../../plan/names';
import type { SecretsRepository } from '../../protocol/steps/rotation';
import type { SecretContent } from '../../secrets/age/recipients';
import { readEncrypted, type Encrypted } from '../../secrets/encrypted';
import type { Deps } from '../deps';
import { fetchMirror, Mirror } from '../release/facts/commit/mirror';

/** What a person reads and what is written may be more; a file of secrets is small. */
const LARGEST = 1024 * 1024;

export interface FoundSecret extends SecretContent {
  /** As git has it: `100644`. */
  mode: string;
  known: Encrypted;
}

export interface FoundConfig {
  path: string;
  mode: string;
  text: string;
}

export interface Branch {
  host: Host;
  mirror: string;
  /** Full hash. */
  head: string;
  secrets: FoundSecret[];
  /** `.sops.yaml` files that name one of the keys. */
  configs: FoundConfig[];
  /** Other files that name one of them, such as documentation. */
  mentions: string[];
  /** Of a branch with such a head; null: there is none. */
  headOf(branch: string): Promise<string | null>;
}

/**
 * Fetches, then reads the files that the fleet file names and
 * those that name one of these public keys.
 * Errors: `FetchFailed`, `SecretInvalid`, those of the host.
 */
export async function readBranch(
  deps: Deps,
  fleet: Pick<PlannedFleet, 'hosts' | 'name'>,
  { app, host: name, directory, repository, branch, files }: SecretsRepository,
  recipients: string[],
  signal?: AbortSignal,
): Promise<Branch> {
  const host = deps.host(hostOf(fleet, name));
  const { mirror } = appPaths(directory);
  const site = { host, paths: { mirror }, app: { name: app, repository } };
  await fetchMirror(site, signal);
  const git = new Mirror(site);
  const head = await git.head(branch);
  if (head === null)
    throw new RoostError('SecretInvalid', `The repository of ${app} has no branch ${branch}.`, { app });
  const formats = new Map(files.map(({ path, format }) => [path, format]));
  const paths = [...new Set([...formats.keys(), ...(await naming(git, head, recipients))])].sort();
  const modes = await modesOf(git, head, paths);
  const contents = await git.files(paths.map((path) => `${head}:${path}`));
  const found: Pick<Branch, 'secrets' | 'configs' | 'mentions'> = { secrets: [], configs: [], mentions: [] };
  paths.forEach((path, i) => {
    const content = contents[i] ?? null;
    const mode = modes.get(path);
    const named = formats.get(path);
    const isFile = content !== null && mode !== undefined && mode !== '120000' && content.length <= LARGEST;
    const format = isFile ? (named ?? formatOf(content)) : null;
    const known = isFile && format !== null ? readEncrypted(content, format) : null;
    if (known) found.secrets.push({ path, format: format!, ciphertext: content!, mode: mode!, known });
    else if (named !== undefined)
      throw new RoostError(
        'SecretInvalid',
        `${path} of ${app} ${content === null ? `is not on ${branch}` : 'is no file of sops'}.`,
        { app, file: path },
      );
    else if (isFile && /^\.sops\.ya?ml$/.test(posix.basename(path)))
      found.configs.push({ path, mode, text: content.toString('utf8') });
    else found.mentions.push(path);
  });
  return { host, mirror, head, ...found, headOf: (other) => git.head(other) };
}

async function naming(git: Mirror, head: string, recipients: string[]): Promise<string[]> {
  if (recipients.length === 0) return [];
  const patterns = recipients.flatMap((recipient) => ['-e', recipient]);
  return (await git.listing('grep', '-lzF', ...patterns, head)).map((line) => line.slice(head.length + 1));
}

async function modesOf(git: Mirror, head: string, paths: string[]): Promise<Map<string, string>> {
  if (paths.length === 0) return new Map();
  const lines = await git.listing('ls-tree', '-z', '-r', head);
  const wanted = new Set(paths);
  return new Map(
    lines.flatMap((line): [string, string][] => {
      const [, mode, path] = /^(\d{6}) blob [0-9a-f]+\t(.+)$/s.exec(line) ?? [];
      return path !== undefined && wanted.has(path) ? [[path, mode!]] : [];
    }),
  );
}

/** Of a file that the fleet file does not name. */
function formatOf(content: Buffer): SecretFormat | null {
  if (readEncrypted(content, 'json')) {
    const keys = Object.keys(JSON.parse(content.toString('utf8')) as object).sort();
    return keys.join(' ') === 'data sops' ? 'binary' : 'json';
  }
  return (['dotenv', 'yaml'] as const).find((format) => readEncrypted(content, format)) ?? null;
}
