/** Dump of a database into the release's folder, and back: the undo of a breaking migration, and the way back over one. */
import { RoostError } from '../../../errors';
import { isDiskFull, lastLine, lastLines } from '../../../lib/output-tail';
import type { Postgres } from '../../../protocol/data';
import type { StepArgs } from '../../../protocol/release-steps';
import { appContainers, isRunning } from '../../app/containers';
import { pause } from '../../app/health';
import { fencedJob } from '../../app/job';
import type { StepSite } from '../../app/site';
import { stopServices } from './stop';

/** How long a database may take until it runs. */
const RUNS_MS = 30_000;

/** $1 container, $2 user. In the script itself, since that begins anew when Docker was restarted: the database runs seconds before it answers. */
const WAIT = `
n=0
until docker exec "$1" pg_isready --quiet --username "$2" || [ $n -ge 150 ]; do n=$((n+1)); sleep 0.2; done`;

/**
 * $1 container, $2 user, $3 database, $4 file. Read back whole: a listing passes on a truncated archive.
 */
export const DUMP = `
set -e
umask 077
# A run that was reset may have migrated since: the dump from before stays.
[ ! -s "$4" ] || { wc -c <"$4"; exit 0; }${WAIT}
docker exec "$1" pg_dump --format custom --username "$2" --dbname "$3" >"$4.new"
docker exec -i "$1" pg_restore --file /dev/null <"$4.new"
[ -s "$4.new" ]
mv -f "$4.new" "$4"
wc -c <"$4"`;

/**
 * $1 container, $2 user, $3 database, $4 file, $5 operation. Into a new database, which takes the
 * old one's name in one transaction: an interrupted restore leaves the old one as it was.
 */
export const RESTORE = `
set -e${WAIT}
sql() { docker exec -i "$1" psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "$2" --dbname postgres; }
echo "DROP DATABASE IF EXISTS \\"$3_$5\\" WITH (FORCE); DROP DATABASE IF EXISTS \\"$3_left_$5\\" WITH (FORCE);" | sql "$1" "$2"
echo "CREATE DATABASE \\"$3_$5\\" TEMPLATE template0;" | sql "$1" "$2"
docker exec -i "$1" pg_restore --exit-on-error --single-transaction --username "$2" --dbname "$3_$5" <"$4"
sql "$1" "$2" <<SQL
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '$3' AND pid <> pg_backend_pid();
BEGIN;
ALTER DATABASE "$3" RENAME TO "$3_left_$5";
ALTER DATABASE "$3_$5" RENAME TO "$3";
COMMIT;
DROP DATABASE "$3_left_$5" WITH (FORCE);
SQL`;

export async function dumpData(site: StepSite, args: StepArgs['dumpData']): Promise<string> {
  const container = await database(site, args.postgres, 'DumpFailed');
  const { dump } = site.paths.release(args.release);
  const { user, database: name } = args.postgres;
  const { code, tail } = await fencedJob(site, ['sh', '-c', DUMP, 'dump', container, user, name, dump]);
  if (code !== 0) throw failed(site, 'DumpFailed', `The dump of ${name}`, tail);
  return `${lastLine(tail)} bytes`;
}

export async function restoreData(site: StepSite, args: StepArgs['restoreData']): Promise<string> {
  const { dump } = site.paths.release(args.release);
  const there = await site.read(['test', '-s', dump], { ok: [0, 1] });
  if (there.code !== 0) {
    if (site.context.direction === 'undo') return 'no dump was made: the data are as they were';
    throw new RoostError('DumpMissing', `The dump ${dump} on ${site.host.name} is gone.`, {
      app: site.app.name,
    });
  }
  // Sessions of the new release would write into a database that is about to go.
  await stopServices(site, { except: [args.postgres.service, ...site.app.data.services] });
  const container = await database(site, args.postgres, 'RestoreFailed');
  const { user, database: name } = args.postgres;
  const { code, tail } = await fencedJob(site, [
    'sh',
    '-c',
    RESTORE,
    'restore',
    container,
    user,
    name,
    dump,
    site.context.operation,
  ]);
  if (code !== 0)
    throw failed(site, 'RestoreFailed', `${name} is as it was: putting the dump ${dump} back`, tail);
  return `${name} is as it was when it was dumped before release ${args.release}`;
}

async function database(
  site: StepSite,
  postgres: Postgres,
  code: 'DumpFailed' | 'RestoreFailed',
): Promise<string> {
  const end = Date.now() + RUNS_MS;
  for (;;) {
    const container = (await appContainers(site)).find((c) => c.service === postgres.service && isRunning(c));
    if (container) return container.id;
    if (Date.now() > end)
      throw new RoostError(code, `Service ${postgres.service} of ${site.app.name} does not run.`, {
        service: postgres.service,
      });
    await pause(200);
  }
}

function failed(
  site: StepSite,
  code: 'DumpFailed' | 'RestoreFailed',
  what: string,
  tail: string,
): RoostError {
  const message = `${what} failed on ${site.host.name}:\n${lastLines(tail)}`;
  return new RoostError(isDiskFull(tail) ? 'DiskFull' : code, message, { app: site.app.name });
}
