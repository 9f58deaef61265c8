/** Keeps what runs by other means as release 0, to which undo returns. */
import { posix } from 'node:path';
import type { StepArgs } from '../../fleet/plan/types';
import { imageRef } from '../../fleet/plan/names';
import { writeRecord } from '../records';
import type { StepSite } from '../site';

/** $1 release folder, $2 source, then pairs of file and copy. */
const COPY = `
set -e
umask 077
mkdir -p "$1/tree"
if [ -e "$2/.git" ]; then git -C "$2" diff --binary HEAD >"$1/local.patch.new"; mv -f "$1/local.patch.new" "$1/local.patch"; fi
shift 2
while [ $# -gt 1 ]; do
  if [ -e "$1" ]; then mkdir -p "$(dirname "$2")"; cp "$1" "$2.new"; mv -f "$2.new" "$2"; fi
  shift 2
done`;

/** The image ids get a tag of our own, else the rebuild would leave them to the next prune. */
const TAG = 'set -e; while [ $# -gt 1 ]; do docker tag "$1" "$2"; shift 2; done';

/** The reference that the container was made from: what its Compose file will ask for again. */
const REFERENCES =
  'for id; do c=$(docker ps -aq --no-trunc --filter "ancestor=$id") || exit; [ -z "$c" ] || docker inspect -f "$id {{.Config.Image}}" ${c%%[!0-9a-f]*}; done';

export async function adoptRelease(site: StepSite, args: StepArgs['adoptRelease']): Promise<string> {
  const { folder, tree } = site.paths.release(args.release);
  const files = [
    ...site.where.compose.map((f) => [posix.join(site.source, f), posix.join(tree, site.where.source, f)]),
    ...args.secrets.map((s) => [posix.join(site.where.directory, s.target), posix.join(tree, s.target)]),
  ];
  await site.change(['sh', '-c', COPY, 'adopt', folder, site.source, ...files.flat()]);
  const tags = Object.entries(args.images).flatMap(([service, id]) => [id, imageRef(site.app.name, service, 'adopted')]);
  await site.change(['sh', '-c', TAG, 'tag', ...tags]);
  const { stdout } = await site.read(['sh', '-c', REFERENCES, 'references', ...Object.values(args.images)]);
  const references = new Map(
    stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split(' ') as [string, string]),
  );
  await writeRecord(site, {
    release: args.release,
    commit: args.commit,
    version: args.version,
    migration: 'none',
    operation: site.context.operation,
    workflowId: '',
    strategy: 'adopted',
    slot: null,
    project: site.where.project,
    images: Object.fromEntries(
      Object.entries(args.images).map(([service, id]) => [service, { ref: references.get(id) ?? imageRef(site.app.name, service, 'adopted'), id }]),
    ),
    committedAt: (await site.read(['date', '-u', '+%Y-%m-%dT%H:%M:%SZ'])).stdout.trim(),
    by: '',
  });
  return `${Object.keys(args.images).length} images kept`;
}
