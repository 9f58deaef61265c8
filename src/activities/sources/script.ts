import { posix } from 'node:path';
import { copyBy } from './copy';
import type { Source } from './types';

/**
 * $1 command, $2 folder that it writes to, $3 folder for marks, $4 container of a database or nothing.
 * What it writes is read back where the file says itself what it is.
 */
const RUN = `
mkdir -p "$2" "$3"
: >"$3/begun"
find "$2" -path "$2/roost" -prune -o -type f -print | sort >"$3/before"
rc=0
# As the manifest names it: a file of the source needs no path.
PATH="$PWD:$PATH" sh -c "$1" </dev/null || rc=$?
find "$2" -path "$2/roost" -prune -o -type f -newer "$3/begun" -print | sort >"$3/written"
if [ $rc != 0 ]; then
  # What was not there before is half of something.
  comm -13 "$3/before" "$3/written" | tr '\\n' '\\0' | xargs -0 -r rm -f --
  echo "the script ended with $rc" >&2
  exit 68
fi
[ -s "$3/written" ] || { echo "the script wrote no file to $2" >&2; exit 63; }
while IFS= read -r file; do
  [ -s "$file" ] || empty "$file"
  case $(head -c 5 -- "$file" | od -An -c | tr -d ' \\n') in
    PGDMP) [ -z "$4" ] || docker exec -i "$4" pg_restore --file /dev/null <"$file" || damaged "$file" ;;
    '037213'*) gzip -t <"$file" || damaged "$file" ;;
  esac
  case $file in *.tar) tar -tf "$file" >/dev/null || damaged "$file" ;; esac
done <"$3/written"
echo "$(wc -l <"$3/written") files written"`;

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
