/** What an app keeps that no backup will have, and databases that no backup can copy as files. */
import { posix } from 'node:path';
import type { AppConfig, HostConfig } from '../../../fleet/file';
import { dataServersOf } from '../../../fleet/file/app/servers';
import { listDatabases, parseDatabases } from '../../../host/databases';
import { liveOf, liveText } from '../../../host/databases/live';
import { anyCode } from '../../../host/exit-code';
import { listKeepers, parseKeepers, type Keeper } from '../../../host/keepers';
import { rooted } from '../../../host/rooted';
import type { Host } from '../../../host/types';
import { findFiles } from '../../../host/untracked';
import { section, text, type Loose } from '../../../lib/unchecked';
import { ANONYMOUS, notNamed, type NotNamed } from '../../../plan/backup/not-named';
import { besides, chooseUntracked, type Untracked } from '../../../plan/backup/untracked';
import { within } from '../../within';
import { warn, type Finding } from '../types';

/** `model`: what Docker Compose says of the branch's head. */
export async function notNamedFindings(
  host: Host,
  config: HostConfig,
  app: AppConfig,
  model?: Loose | null,
): Promise<Finding[]> {
  if (app.backup.from === 'off') return [];
  const argv = listKeepers(app.project, posix.join(app.directory, app.source));
  const { code, stdout } = await within(config.name, host.exec(argv, { ok: anyCode }));
  if (code !== 0) return [];
  const keepers = parseKeepers(stdout);
  const untracked = await untrackedIn(host, config, app);
  const named = besides(notNamed(app, app.project, keepers, volumeNames(model)), untracked);
  const unnamed = [
    ...named.map((one) => warn('not backed up', one.what, remedy(app, one))),
    ...(untracked?.left ?? []).map((what) =>
      warn(
        'not backed up',
        what,
        'Docker Compose reads it; under data.except it needs a reason to be left out',
      ),
    ),
  ];
  const live = await Promise.all(
    app.data.folders.map((folder) => liveIn(host, config, app, folder, keepers)),
  );
  return [...unnamed, ...live.flat()];
}

/** As a backup finds them; undefined: the search was not possible. */
async function untrackedIn(host: Host, config: HostConfig, app: AppConfig): Promise<Untracked | undefined> {
  const { directory, compose: files, profiles, envFiles } = app;
  const source = posix.join(directory, app.source);
  const use = { files, profiles, envFiles, project: app.project };
  try {
    const found = await within(config.name, findFiles(host, { directory, source, use, commit: null }));
    return chooseUntracked(app, found);
  } catch {
    return undefined;
  }
}

const volumeNames = (model: Loose | null | undefined): Record<string, string> =>
  Object.fromEntries(
    Object.entries(section(model?.volumes)).map(([key, value]) => [key, text(section(value).name) ?? key]),
  );

/** What to write under the app, as it can be pasted. */
function remedy({ name, directory }: AppConfig, { what, at, service }: NotNamed): string {
  const isDatabase = at === null || / with /.test(what);
  const folder = at && 'folder' in at ? at.folder : undefined;
  const inside = folder?.startsWith(`${directory}/`) ? posix.relative(directory, folder) : undefined;
  const volume = at && 'volume' in at && !ANONYMOUS.test(at.volume) ? at.volume : undefined;
  const named = inside === undefined ? volume && `volumes: [${volume}]` : `folders: [${inside}]`;
  const excepted =
    at === null || (volume ?? folder) === undefined
      ? `service: ${service}`
      : volume === undefined
        ? `folder: ${inside ?? folder}`
        : `volume: ${volume}`;
  const except = `data: { except: [{ ${excepted}, reason: WHY }] }`;
  const dumped = dumpLine(what, service);
  if (dumped) return `under apps.${name} write data: { ${dumped} }, or ${except}`;
  if (isDatabase || named === undefined)
    return `under apps.${name} write ${except}, or copy it by scripts.backup`;
  return `under apps.${name} write data: { ${named} }, or ${except}`;
}

/** Of a database that a backup can dump; null: it is none. */
function dumpLine(what: string, service: string): string | null {
  if (/\bPostgreSQL\b/.test(what)) return `postgres: { service: ${service}, database: NAME }`;
  if (/\bRedis\b|\bredis\b/.test(what)) return `redis: [{ service: ${service} }]`;
  return /\b(MariaDB|MySQL)\b|\bmysql\b/.test(what)
    ? `mariadb: [{ service: ${service}, database: NAME }]`
    : null;
}

async function liveIn(
  host: Host,
  config: HostConfig,
  app: AppConfig,
  folder: string,
  keepers: Keeper[],
): Promise<Finding[]> {
  const path = posix.join(app.directory, folder);
  const as = { app: app.name, operation: 'check', when: 'unreadable' as const, mounts: [{ ro: path }] };
  const { code, stdout } = await within(
    config.name,
    host.exec(rooted(as, listDatabases(path)), { ok: anyCode }),
  );
  if (code !== 0) return [];
  const dumped = dataServersOf(app);
  return liveOf(parseDatabases(stdout), path, folder, keepers)
    .filter((one) => !dumped.some(({ kind, service }) => kind === one.kind && service === one.service))
    .map((one) =>
      warn(
        'live database',
        liveText(one),
        'a copy of the files of a database that is used would be torn: the backup refuses it',
      ),
    );
}
