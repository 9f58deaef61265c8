import { copyAtOnce } from './copy';
import type { Source } from './types';

/**
 * $1 the app's folder, $2 the copy, $3 the source folder, $4 folder of the proxy's configuration or
 * nothing, then files relative to $1. Those that are not there are no matter; none at all is.
 */
const COPY = `
app=$1 copy=$2 source=$3 proxy=$4
shift 4
mkdir -p "$copy"
cd "$app"
n=0
for file; do
  [ -f "$file" ] || continue
  case $file in */*) mkdir -p "$copy/\${file%/*}" ;; esac
  cp -p -- "$file" "$copy/$file"
  n=$((n+1))
done
[ $n -gt 0 ] || empty "$copy"
[ ! -f .roost/current ] || cp -- .roost/current "$copy/current"
git -C "$source" rev-parse HEAD >"$copy/COMMIT" 2>/dev/null || rm -f "$copy/COMMIT"
if [ -n "$proxy" ]; then
  [ -d "$proxy" ] || missing "there is no folder $proxy"
  tar -C "$proxy" -cf "$copy/proxy.tar.new" .
  put "$copy/proxy.tar"
fi
echo "$n files"`;

export const config: Source<'config'> = {
  take: (site, { files, proxy }, folder) =>
    copyAtOnce(
      site,
      COPY,
      [site.where.directory, `${folder}/config`, site.source, proxy ?? '', ...files],
      'The copy of the configuration',
    ),
};
