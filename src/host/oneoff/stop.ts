/**
 * How a one-off is stopped so that everybody can see it: a script may answer
 * SIGTERM with exit code 0, which must not look like work that was done.
 */

/** The name is the one thing of a container that can be changed at once and for good. */
const MARK = '.stopped';

/** $@: ids. The mark comes first: after a crash in between the container still runs, and its end counts as unknown. */
const STOP = `
for id; do
  name=$(docker inspect --format '{{.Name}}' "$id" 2>/dev/null) || continue
  case $name in *${MARK}) ;; *) docker rename "$id" "\${name#/}${MARK}" || exit;; esac
done
exec docker stop "$@"`;

export const markAndStop = (ids: string[]): string[] => ['sh', '-c', STOP, 'stop', ...ids];

/** A filter for the one-off of that name, stopped by us or not. */
export const byOneOff = (name: string): string =>
  `name=^/${name.replace(/[.]/g, '\\.')}(${MARK.replace('.', '\\.')})?$`;

export const wasStopped = (name: string): boolean => name.endsWith(MARK);
