import { posix } from 'node:path';
import { copyBy } from './copy';
import { READ_BACK } from './read-back';
import type { Source } from './types';
import { WRITTEN } from './written';

/**
 * $1 command, $2 folder that it writes to, $3 folder for marks, $4 where to note who runs now, $5 the note or
 * nothing, $6 where to note how much was written, $7 Compose project, $8 service of a database or nothing.
 */
const RUN = `${WRITTEN}${READ_BACK}
folder=$2 marks=$3 ran=$4 project=$7 service=$8
mkdir -p "$folder" "$marks"
over() {
  rc=$?
  # Whoever ends this job looks for what it starts.
  trap '' TERM INT HUP
  [ $rc = 0 ] || drop_written || :
  rm -rf -- "$marks"
}
trap over EXIT
trap 'exit 143' TERM INT HUP
# Of an attempt that died with its host.
drop_written
note_folder
if [ -n "$5" ]; then
  echo "$5" >"$ran.new"
  mv -f "$ran.new" "$ran"
  sync "$ran" "\${ran%/*}" 2>/dev/null || :
fi
rc=0
# As the manifest names it: a file of the source needs no path.
PATH="$PWD:$PATH" sh -c "$1" </dev/null || rc=$?
[ $rc = 0 ] || { echo "the script ended with $rc" >&2; exit 68; }
list | without "$marks/before" >"$marks/new"
names "$marks/new" >"$marks/written"
[ -s "$marks/written" ] || { echo "the script wrote no file to $folder" >&2; exit 63; }
while IFS= read -r name; do
  written=$folder/\${name#./}
  [ -s "$written" ] || empty "$written"
  read_back "$written" </dev/null || damaged "$written"
done <"$marks/written"
# The room that it took: of what was written anew in its place, what it has more; of what was only renamed, none.
awk '
  { at = index($0, "|"); key = substr($0, 1, at - 1); name = substr($0, at + 1) }
  FILENAME == ARGV[1] { keys[key]; had[name] = $2; next }
  !(key in keys) && $2 > had[name] + 0 { bytes += $2 - had[name] }
  END { printf "%.0f\\n", bytes }' "$marks/before" "$marks/new" >"$6" || :
echo "$(wc -l <"$marks/written") files written$unread"`;

/** The app's own backup, on the host in the source folder. What it writes is read back where the file says itself what it is. */
export const script: Source<'script'> = {
  take(site, { command, output }, folder, running = []) {
    const { directory, project } = site.where;
    // Which release they are of: whoever deploys meanwhile has seen to what runs.
    const ran = running.length > 0 ? [site.context.expect, ...running].join(' ') : '';
    const service = site.app.data.postgres?.service ?? '';
    const { paths } = site;
    const args = [
      command,
      posix.join(directory, output),
      posix.join(folder, '.script'),
      paths.ran,
      ran,
      paths.wrote,
      project,
      service,
    ];
    return copyBy(site, RUN, args, `The backup script`, { cwd: site.source });
  },
  lies: ({ directory }, { output }) => ({
    from: posix.join(directory, output),
    to: 'script',
    filter: ['- /roost'],
  }),
};
