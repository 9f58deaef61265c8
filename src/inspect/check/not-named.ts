/** What an app keeps that no backup will have, and databases that no backup can copy as files. */
import { posix } from 'node:path';
import type { AppConfig, HostConfig } from '../../fleet/file';
import { listDatabases, parseDatabases } from '../../host/databases';
import { liveOf, liveText } from '../../host/databases/live';
import { anyCode } from '../../host/exit-code';
import { listKeepers, parseKeepers, type Keeper } from '../../host/keepers';
import { rooted } from '../../host/rooted';
import type { Host } from '../../host/types';
import { notNamed } from '../../plan/backup/not-named';
import { within } from '../within';
import { warn, type Finding } from './types';

export async function notNamedFindings(host: Host, config: HostConfig, app: AppConfig): Promise<Finding[]> {
  if (app.backup.from === 'off') return [];
  const argv = listKeepers(app.project, posix.join(app.directory, app.source));
  const { code, stdout } = await within(config.name, host.exec(argv, { ok: anyCode }));
  if (code !== 0) return [];
  const keepers = parseKeepers(stdout);
  const unnamed = notNamed(app, app.project, keepers).map(({ what }) =>
    warn('not backed up', what, 'name it under data, or except it with a reason under data.except'),
  );
  const live = await Promise.all(
    app.data.folders.map((folder) => liveIn(host, config, app, folder, keepers)),
  );
  return [...unnamed, ...live.flat()];
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
  const dumped = app.data.postgres?.service;
  return liveOf(parseDatabases(stdout), path, folder, keepers)
    .filter(({ kind, service }) => kind !== 'postgres' || service !== dumped)
    .map((one) =>
      warn(
        'live database',
        liveText(one),
        'a copy of the files of a database that is used would be torn: the backup refuses it',
      ),
    );
}
