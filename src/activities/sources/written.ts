/**
 * For scripts on a host: what a backup's script has written. `$folder` is where it writes, `$marks` has `before`, the
 * list of what lay there, for as long as it is not known that all it wrote is whole.
 */
export const WRITTEN = `
# What a file is known by, a bar, its name. Not by its time alone: some hosts know that to the second, and a script may take it from elsewhere.
list() { (cd "$folder" && find . -path ./roost -prune -o -type f -exec stat -c '%i %s %y|%n' {} + | sort); }
names() { sed 's/^[^|]*|//' "$@"; }
# Of stdin, the lines that are not in $1: busybox may have no comm.
without() { awk 'FILENAME == ARGV[1] { was[$0]; next } !($0 in was)' "$1" -; }
# Removes what was not there before: it is half of something.
drop_written() {
  names "$marks/before" >"$marks/names"
  list | without "$marks/before" | names | without "$marks/names" | tr '\\n' '\\0' | (cd "$folder" && xargs -0 -r rm -f --)
}
`;

/** $1 folder of an operation's copies. What a script has left there half, when its host died or it was ended at once, goes too. */
export const DROP = `${WRITTEN}
marks=$1/.script
if [ -e "$marks/before" ]; then
  folder=$(cat "$marks/folder")
  [ ! -d "$folder" ] || drop_written
fi
rm -rf -- "$1"`;
