import { RoostError } from '../../../errors';
import { appContainers, isRunning } from '../../app/containers';
import type { StepSite } from '../../app/site';
import { copyBy } from './copy';
import type { Source } from './types';

/**
 * $1 container, $2 user, $3 database, $4 folder. Not compressed: restic does
 * that, and finds again what has not changed since the last night. Roles and
 * their passwords are the server's, so they go along.
 */
const DUMP = `
mkdir -p "$4/postgres"
file="$4/postgres/$3.dump"
n=0
until docker exec "$1" pg_isready --quiet --username "$2" || [ $n -ge 150 ]; do n=$((n+1)); sleep 0.2; done
docker exec "$1" pg_dump --format custom --compress 0 --username "$2" --dbname "$3" >"$file.new"
[ -s "$file.new" ] || empty "$file"
docker exec -i "$1" pg_restore --file /dev/null <"$file.new" || damaged "$file"
put "$file"
globals="$4/postgres/globals.sql"
docker exec "$1" pg_dumpall --globals-only --username "$2" >"$globals.new" 2>"$globals.why" ||
  docker exec "$1" pg_dumpall --globals-only --no-role-passwords --username "$2" >"$globals.new"
rm -f "$globals.why"
put "$globals"
echo "$(wc -c <"$file") bytes"`;

/** A custom-format dump of the database, and the server's roles. */
export const postgres: Source<'postgres'> = {
  async take(site, { service, user, database }, folder) {
    const container = await running(site, service);
    return copyBy(site, DUMP, [container, user, database, folder], `The dump of ${database}`);
  },
};

async function running(site: StepSite, service: string): Promise<string> {
  const container = (await appContainers(site)).find((one) => one.service === service && isRunning(one));
  if (container) return container.id;
  throw new RoostError(
    'SourceMissing',
    `Service ${service} of ${site.app.name} does not run on ${site.host.name}: its database cannot be dumped.`,
    { service },
    { afterRestart: 'retry' },
  );
}
