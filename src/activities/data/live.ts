/** Databases that cannot be copied as files while they are used. */
import { RoostError } from '../../errors';
import { dataServersOf } from '../../fleet/file/app/servers';
import type { FoundDatabase } from '../../host/databases';
import { databaseNames, liveOf, liveText, type LiveDatabase } from '../../host/databases/live';
import { sentences } from '../../lib/sentences';
import { isRunning, listContainers } from '../app/containers/containers';
import type { StepSite } from '../app/site';

/**
 * Returns warnings: of a database that is dumped as well, its files are copied as they are.
 * Errors: `CopyLive`.
 */
export async function refuseLive(
  site: StepSite,
  found: FoundDatabase[],
  root: string,
  shown: string,
): Promise<string[]> {
  if (found.every(({ kind }) => kind === 'sqlite')) return [];
  const users = (await listContainers(site.host, [])).map((one) => ({
    service: one.service || one.name,
    running: isRunning(one),
    mounts: one.mounts,
  }));
  const all = liveOf(found, root, shown, users);
  const dumped = dataServersOf(site.app);
  const isDumped = ({ kind, service }: LiveDatabase): boolean =>
    dumped.some((server) => server.kind === kind && server.service === service);
  const live = all.filter((one) => !isDumped(one));
  if (live.length === 0)
    return all.map(({ kind, path }) =>
      sentences(
        `${path} holds the files of ${databaseNames[kind]} that is used:`,
        'of its data only the dump can be relied on.',
      ),
    );
  throw new RoostError(
    'CopyLive',
    `${shown} of ${site.app.name} holds databases that are used, and a copy of their files would be torn: ` +
      `${live.map(liveText).join('; ')}.`,
    { app: site.app.name },
  );
}
