/** Facts of a backup, then its pure planner. */
import { posix } from 'node:path';
import { Context } from '@temporalio/activity';
import { amountOf, backupPaths, readStatus, type AppStatus } from '../../backup';
import { parseAppJson } from '../../fleet/contract';
import { backupOf } from '../../fleet/file';
import { planBackup as backupPlan, type BackupFacts, type Room } from '../../plan/backup/backup';
import type { Lease } from '../../protocol/lock';
import type { BackupPlan, PlanFacts } from '../../protocol/plan';
import type { BackupRequest } from '../../protocol/requests';
import { isRunning } from '../app/containers';
import { siteOf, type Site } from '../app/site';
import type { Deps } from '../deps';
import { hostFacts, type HostFacts } from '../release/facts/host';
import { newOperation, requireLock } from '../release/plan';
import { lastBytes } from './sources/last';
import { freeBytes } from './steps/pull';

const LIMIT_MS = 10 * 60_000;

/** Errors: `BadRequest` where the fleet file has no backup; those of the planner and of the door. */
export async function planBackup(
  deps: Deps,
  request: BackupRequest,
  lease: Lease | null,
): Promise<{ plan: BackupPlan; facts: PlanFacts }> {
  const site = await siteOf(deps, request.app);
  const backup = backupOf(site.fleet);
  if (lease) await requireLock(site, lease);
  const paths = backupPaths(backup.folder);
  const [host, status, stagingFree, staged] = await Promise.all([
    hostFacts(site, { compose: false, flags: false }),
    readStatus(paths.status),
    freeBytes(paths.staging),
    amountOf(paths.app(site.app.name)).catch(() => ({ bytes: 0 })),
  ]);
  const { installed, backupScript } = host;
  const known = status.apps[site.app.name];
  const [script, sizes] = installed
    ? await Promise.all([scriptOf(site), sizesOf(site, host)])
    : [null, { copies: 0, database: null, folders: 0 }];
  const room: Room = {
    hostFree: host.diskFreeBytes,
    stagingFree,
    staged: staged.bytes,
    ...sizes,
    copies: sizes.copies + volumesOf(site, known),
    written: backupScript.wrote ?? 0,
  };
  const facts: BackupFacts = {
    app: site.app,
    host: site.config,
    config: backup,
    project: host.serving?.project ?? host.containers[0]?.project ?? site.app.project,
    installed,
    expects: host.serving?.release ?? 0,
    commit: host.serving?.commit ?? host.headOnHost,
    version: host.serving?.version ?? null,
    script,
    running: host.containers.filter((one) => isRunning(one)).map(({ id }) => id),
    left: leftStopped(host),
    room,
    known: known !== undefined && known.lastSuccess !== null,
    inNight: request.night !== undefined,
    gatheredAt: host.gatheredAt,
  };
  return {
    plan: backupPlan(facts, newOperation(), site.fleet.decide.wait),
    facts: {
      diskFreeBytes: room.hostFree,
      databaseBytes: room.database,
      stagingFreeBytes: stagingFree,
      gatheredAt: host.gatheredAt,
    },
  };
}

/** What a former backup's script has stopped and nobody has started: its host died, and came back when that run was over. A deploy since has seen to it. */
function leftStopped({ backupScript: { ran }, serving, containers }: HostFacts): BackupFacts['left'] {
  if (ran?.release !== (serving?.release ?? 0)) return [];
  return containers
    .filter((one) => ran.ids.includes(one.id) && !isRunning(one))
    .map(({ id, name }) => ({ id, name }));
}

/** Of the source that serves. Where it writes: by contract sgos the manifest says it. */
async function scriptOf({ app, host, source }: Site): Promise<{ command: string; output: string } | null> {
  if (app.contract === 'compose')
    return app.scripts.backup === undefined ? null : { command: app.scripts.backup, output: 'backup' };
  const { stdout } = await host.exec([
    'sh',
    '-c',
    '[ ! -f "$1" ] || cat -- "$1"',
    'manifest',
    posix.join(source, 'app.json'),
  ]);
  if (stdout.trim() === '') return null;
  const { scripts, sgos } = parseAppJson(stdout);
  if (scripts.backup === undefined) return null;
  const output = sgos.backup?.output ?? 'backup';
  return {
    command: scripts.backup,
    output: posix.isAbsolute(output) ? posix.relative(app.directory, output) : output,
  };
}

/** What their archives took the last time: to count what is in them now would read all of it. */
const volumesOf = ({ app }: Site, known: AppStatus | undefined): number =>
  app.data.volumes.reduce((sum, name) => sum + lastBytes(known, { kind: 'volume', name }), 0);

/** $1 container of the database or nothing, $2 user, $3 database, $4 how many SQLite files follow, then the folders. Lines: `db N`, `sqlite N`, `folders N`. */
const SIZES = `
[ -z "$1" ] || docker exec "$1" psql --no-psqlrc -Atc "SELECT 'db ' || pg_database_size(current_database())" --username "$2" --dbname "$3" 2>/dev/null || :
n=$4; shift 4; sum=0
while [ "$n" -gt 0 ]; do
  size=$(stat -c %s -- "$1" 2>/dev/null) && sum=$((sum+size))
  n=$((n-1)); shift
done
echo "sqlite $sum"
[ $# = 0 ] || echo "folders $(du -skc -- "$@" 2>/dev/null | tail -n 1 | cut -f 1)"`;

async function sizesOf(
  { app, host }: Site,
  { containers }: HostFacts,
): Promise<Pick<Room, 'copies' | 'database' | 'folders'>> {
  const { postgres, sqlite, folders } = app.data;
  if (!postgres && sqlite.length === 0 && folders.length === 0)
    return { database: null, copies: 0, folders: 0 };
  const container = containers.find((one) => one.service === postgres?.service && isRunning(one))?.id ?? '';
  const within = (path: string): string => posix.join(app.directory, path);
  const args = [
    container,
    postgres?.user ?? '',
    postgres?.database ?? '',
    String(sqlite.length),
    ...sqlite.map(within),
    ...folders.map(within),
  ];
  const { stdout } = await host.exec(['sh', '-c', SIZES, 'sizes', ...args], {
    timeout: LIMIT_MS,
    signal: Context.current().cancellationSignal,
  });
  const number = (tag: string): number | null => {
    const found = new RegExp(`^${tag} (\\d+)$`, 'm').exec(stdout)?.[1];
    return found === undefined ? null : Number(found);
  };
  const database = number('db');
  return {
    database,
    copies: (database ?? 0) + (number('sqlite') ?? 0),
    folders: (number('folders') ?? 0) * 1024,
  };
}
