import { RoostError } from '../../errors';

/**
 * $1 path, $2 mode, $3 bytes; the content on stdin. The count is checked since
 * a cut connection looks like the end of the content.
 */
const uploadScript = `set -eu
umask 022
case $1 in */*) mkdir -p -- "\${1%/*}/";; esac
umask 077
t="$1.new-$$"
trap 'rm -f -- "$t"' EXIT
cat >"$t"
set -- "$1" "$2" "$3" $(wc -c <"$t")
[ "$4" = "$3" ] || { echo "got $4 of $3 bytes" >&2; exit 1; }
chmod -- "$2" "$t"
sync -- "$t" 2>/dev/null || :
[ ! -d "$1" ] || { echo "$1: Is a directory" >&2; exit 1; }
mv -f -- "$t" "$1"`;

export function uploadCommand(path: string, bytes: number, mode: number): string[] {
  if (!path.startsWith('/'))
    throw new RoostError('BadRequest', `An upload needs an absolute path, not ${path}.`);
  return ['sh', '-c', uploadScript, 'upload', path, mode.toString(8).padStart(4, '0'), String(bytes)];
}

export const downloadCommand = (path: string): string[] => ['cat', '--', path];
