/** A commit in a repository that only its host reaches, made without a working copy. */
import { RoostError } from '../../errors';
import type { Host } from '../../host/types';
import { shellScript } from '../../lib/shell-script';

const program = shellScript(__dirname, 'push-commit');

const PUSH_MS = 5 * 60_000;

export interface CommitRequest {
  host: Host;
  mirror: string;
  repository: string;
  /** Full hash. */
  parent: string;
  /** `refs/heads/…` of the repository. */
  target: string;
  operation: string;
  message: string;
  files: { path: string; mode: string; content: Buffer }[];
  signal?: AbortSignal;
}

/** False: somebody else has pushed meanwhile. Errors: `PushRefused`, those of the host. */
export async function pushCommit(request: CommitRequest): Promise<boolean> {
  const { host, mirror, repository, target, operation, signal } = request;
  const ref = `refs/roost/rotations/${operation}`;
  const { code, stdout, stderr } = await host.exec(program(mirror, repository, target, ref), {
    input: streamOf(ref, request),
    ok: [0, 1, 128],
    timeout: PUSH_MS,
    signal,
  });
  if (code === 0) return true;
  const said = `${stderr}\n${stdout}`.trim();
  if (hasMoved(said)) return false;
  throw new RoostError(
    'PushRefused',
    `${repository} took no commit on ${target} from ${host.name}: ${host.scrub(said).slice(-800)}`,
    { repository, branch: target },
  );
}

/** Somebody was faster: the head is read anew. A server's own refusal is none of these. */
export const hasMoved = (said: string): boolean =>
  /\[rejected\].*\((fetch first|non-fast-forward|stale info)\)/.test(said) ||
  /\[remote rejected\].*\((failed to update ref|cannot lock ref|reference already exists|incorrect old value)/i.test(
    said,
  );

/** For `git fast-import`, which takes any content and needs no index. */
export function streamOf(
  ref: string,
  { parent, message, files }: Pick<CommitRequest, 'parent' | 'message' | 'files'>,
): Buffer {
  const who = `roost <roost@localhost> ${Math.floor(Date.now() / 1000)} +0000`;
  const data = (content: Buffer): Buffer[] => [
    Buffer.from(`data ${content.length}\n`),
    content,
    Buffer.from('\n'),
  ];
  return Buffer.concat([
    Buffer.from(`commit ${ref}\nauthor ${who}\ncommitter ${who}\n`),
    ...data(Buffer.from(message)),
    Buffer.from(`from ${parent}\n`),
    ...files.flatMap(({ path, mode, content }) => [
      Buffer.from(`M ${mode} inline ${quoted(path)}\n`),
      ...data(content),
    ]),
    Buffer.from('done\n'),
  ]);
}

/** As git quotes: a name may begin with a quote or have a line break. */
const quoted = (path: string): string =>
  /^"|[\n\\]/.test(path) ? `"${path.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"` : path;
