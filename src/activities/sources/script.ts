import { posix } from 'node:path';
import { copyBy } from './copy';
import type { Source } from './types';

/**
 * $1 command, $2 folder that it writes to, $3 folder for marks, $4 container of a database or nothing.
 * What it writes is read back where the file says itself what it is.
 */
const RUN = `
folder=$2 marks=$3
mkdir -p "$folder" "$marks"
# What a file is known by, a bar, its name. Not by its time alone: some hosts know that to the second, and a script may take it from elsewhere.
list() { (cd "$folder" && find . -path ./roost -prune -o -type f -exec stat -c '%i %s %y|%n' {} + | sort); }
names() { sed 's/^[^|]*|//' "$@"; }
# Of stdin, the lines that are not in $1: busybox may have no comm.
without() { awk 'FILENAME == ARGV[1] { was[$0]; next } !($0 in was)' "$1" -; }
list >"$marks/before"
rc=0
# As the manifest names it: a file of the source needs no path.
PATH="$PWD:$PATH" sh -c "$1" </dev/null || rc=$?
list | without "$marks/before" | names >"$marks/written"
if [ $rc != 0 ]; then
  # What was not there before is half of something.
  names "$marks/before" >"$marks/names"
  (cd "$folder" && without "$marks/names" <"$marks/written" | tr '\\n' '\\0' | xargs -0 -r rm -f --)
  echo "the script ended with $rc" >&2
  exit 68
fi
[ -s "$marks/written" ] || { echo "the script wrote no file to $folder" >&2; exit 63; }
while IFS= read -r name; do
  file=$folder/\${name#./}
  [ -s "$file" ] || empty "$file"
  case $(head -c 5 -- "$file" | od -An -c | tr -d ' \\n') in
    PGDMP) [ -z "$4" ] || docker exec -i "$4" pg_restore --file /dev/null <"$file" || damaged "$file" ;;
    '037213'*) gzip -t <"$file" || damaged "$file" ;;
  esac
  # By a pipe: of a file busybox's tar skips what it has not to list.
  case $file in *.tar) cat -- "$file" | tar -tf - >/dev/null || damaged "$file" ;; esac
done <"$marks/written"
echo "$(wc -l <"$marks/written") files written"`;

/** The app's own backup, on the host in the source folder. */
export const script: Source<'script'> = {
  async take(site, { command, output }, folder) {
    const service = site.app.data.postgres?.service;
    const container = service === undefined ? '' : await site.read(['docker', 'ps', '-q', ...filters(site.where.project, service)]).then(first);
    const args = [command, posix.join(site.where.directory, output), posix.join(folder, '.script'), container];
    return copyBy(site, RUN, args, `The backup script`, { cwd: site.source });
  },
  lies: ({ directory }, { output }) => ({ from: posix.join(directory, output), to: 'script', exclude: ['/roost'] }),
};

const filters = (project: string, service: string): string[] => [
  '--filter',
  `label=com.docker.compose.project=${project}`,
  '--filter',
  `label=com.docker.compose.service=${service}`,
];

const first = ({ stdout }: { stdout: string }): string => stdout.split('\n')[0] ?? '';
