import { oneOffLabels } from '../../../host/oneoff';
import { copyBy } from './copy';
import { refuseLoss } from './last';
import type { Source } from './types';

/**
 * $1 volume as the Compose file or Docker names it, $2 Compose project, $3 the
 * copy, $4 name of a container, $5 $6 its labels. The container is never
 * started: Docker reads a volume through it, whoever owns the files. Its image
 * is one that the volume's own container has, so none is fetched.
 */
const COPY = `
volume=$(docker volume ls -q --filter "label=com.docker.compose.project=$2" --filter "label=com.docker.compose.volume=$1")
[ -n "$volume" ] || volume=$(docker volume ls -q | grep -Fx -- "$1") || missing "there is no volume $1"
image=$(docker ps -aq --filter "volume=$volume" | head -n 1 | xargs -r docker inspect -f '{{.Image}}')
[ -n "$image" ] || image=$(docker images -q | head -n 1)
[ -n "$image" ] || missing "there is no image to look into the volume $1 with"
mkdir -p "\${3%/*}"
docker rm -f "$4" >/dev/null 2>&1 || :
trap 'docker rm -f "$4" >/dev/null 2>&1' EXIT
trap 'exit 143' TERM INT HUP
docker create --pull never --name "$4" --label "$5" --label "$6" --volume "$volume:/roost-volume:ro" "$image" true >/dev/null
docker cp "$4:/roost-volume/." - >"$3.new"
[ -s "$3.new" ] || empty "$3"
# That the end is there no tar says: two empty blocks.
[ "$(tail -c 1024 "$3.new" | tr -d '\\000' | wc -c)" -eq 0 ] || damaged "$3"
# By a pipe: of a file busybox's tar skips what it has not to list. Files, and bytes in them.
has=$(cat "$3.new" | { tar -tvf - || echo cut; } | awk '
  $0 == "cut" { cut = 1 } !/^d/ { n++ } /^-/ { b += $3 } END { if (cut) exit 1; printf "%d %.0f", n, b }') || damaged "$3"
put "$3"
echo "$has $(wc -c <"$3")"`;

/** Bytes that a file with anything in it takes in an archive, at least. */
const LEAST = 1024;

/** As a tar archive: `volumes/NAME.tar`. */
export const volume: Source<'volume'> = {
  async take(site, source, folder) {
    const { name } = source;
    const { app, operation } = { app: site.app.name, operation: site.context.operation };
    const container = `roost-${app}-${operation}-volume-${name}`;
    const labels = [`${oneOffLabels.app}=${app}`, `${oneOffLabels.operation}=${operation}`];
    const args = [name, site.where.project, `${folder}/volumes/${name}.tar`, container, ...labels];
    const [files, bytes, archive] = (await copyBy(site, COPY, args, `The copy of volume ${name}`)).split(' ');
    // An archive of nothing has bytes too: of its folders.
    if (bytes === '0') await refuseLoss(site, source, Number(archive) + LEAST - 1);
    return `${files} files, ${bytes} bytes`;
  },
};
