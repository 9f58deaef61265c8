/** Damages the data of a drill on purpose. What is not the drill's own is refused. */
import { posix } from 'node:path';
import { RoostError } from '../../../errors';
import { redisWords, serverWords } from '../../../host/databases/server-words';
import { anyCode } from '../../../host/exit-code';
import { rooted, VOLUME_AT } from '../../../host/rooted';
import { cleanTail } from '../../../host/ssh/tail';
import { lastLine, lastLines } from '../../../lib/output-tail';
import { shellScript } from '../../../lib/shell-script';
import { itemName } from '../../../plan/about';
import { pathPlaces, restorePaths } from '../../../plan/restore/names';
import type { DrillStepArgs } from '../../../protocol/steps/drill';
import type { RestoreItem } from '../../../protocol/steps/restore';
import type { StepSite } from '../../app/site';
import { waitForContainer } from '../../data/container';
import { stopAgain } from '../../release/steps/stop';
import { againOf } from '../../restore/again';
import { startDrillData } from '../steps/start';

const files = shellScript(__dirname, 'files');
const postgres = shellScript(__dirname, 'postgres');
const mariadb = shellScript(__dirname, 'mariadb');
const redis = shellScript(__dirname, 'redis');

/** Databases by their servers while nobody else runs, then files while nothing does. */
export async function damageDrill(
  site: StepSite,
  { items, data, wait }: DrillStepArgs['damageDrill'],
): Promise<string> {
  requireOwn(site, items);
  // By this folder the end of the drill knows the second restore's names too.
  const { folder } = restorePaths(site.paths.restores, againOf(site.context.operation));
  const mark = posix.join(folder, 'damaged');
  await site.change(['mkdir', '-p', folder]);
  const servers = items.filter(({ kind }) => isServed(kind));
  const notes: string[] = [];
  if (servers.length > 0 && !(await isThere(site, mark))) {
    if (data.length > 0) await startDrillData(site, { services: data, wait });
    await stopAgain(site, data);
    for (const item of servers) notes.push(await damage(site, item));
    await site.change(['touch', mark]);
  }
  await stopAgain(site, []);
  for (const item of items) if (!isServed(item.kind)) notes.push(await damage(site, item));
  return notes.join('; ');
}

const isServed = (kind: RestoreItem['kind']): boolean => ['postgres', 'mariadb', 'redis'].includes(kind);

const isThere = async (site: StepSite, path: string): Promise<boolean> =>
  (await site.read(['test', '-e', path], { ok: anyCode })).code === 0;

/** Nothing but what this drill has made. Errors: `DrillRefused`. */
function requireOwn(site: StepSite, items: RestoreItem[]): void {
  const foreign = items.filter((item) => {
    if (item.kind === 'volume') return !item.volume.startsWith(`${site.scope.project}_`);
    if (item.kind !== 'folder' && item.kind !== 'sqlite') return false;
    return !posix.normalize(liveOf(site, item)).startsWith(`${posix.normalize(site.scope.directory)}/`);
  });
  if (site.scope.drill && foreign.length === 0) return;
  throw new RoostError(
    'DrillRefused',
    `Only what a drill has made is damaged: ${foreign.map(itemName).join(', ') || 'this is none'}.`,
    { app: site.context.scope.app },
  );
}

const liveOf = (site: StepSite, item: Extract<RestoreItem, { kind: 'folder' | 'sqlite' }>): string =>
  pathPlaces(site.app.directory, site.paths.restores, item, site.context.operation).live;

/** One of them; says what there was. */
export async function damage(site: StepSite, item: RestoreItem): Promise<string> {
  const { code, stdout, stderr } = await site.change(await programOf(site, item), {
    ok: anyCode,
    timeout: 20 * 60_000,
  });
  if (code === 0) return `${itemName(item)}: ${lastLine(stdout.trim())}`;
  throw new RoostError(
    'LoadFailed',
    `${itemName(item)} of ${site.app.name} could not be damaged (exit ${code}):\n${lastLines(cleanTail(`${stderr}${stdout}`, site.host.scrub))}`,
    { app: site.app.name, exit: code },
    { afterRestart: 'retry' },
  );
}

async function programOf(site: StepSite, item: RestoreItem): Promise<string[]> {
  const { app, context } = site;
  const asRoot = (mount: Parameters<typeof rooted>[0]['mounts'][number], path: string): string[] =>
    rooted({ app: app.name, operation: context.operation, when: 'always', mounts: [mount] }, files(path));
  switch (item.kind) {
    case 'postgres':
      return postgres(await waitForContainer(site, item, 'LoadFailed'), item.user, item.database);
    case 'mariadb':
      return mariadb(await waitForContainer(site, item, 'LoadFailed'), ...serverWords(item), item.database);
    case 'redis':
      return redis(await waitForContainer(site, item, 'LoadFailed'), ...redisWords(item));
    case 'volume':
      return asRoot({ volume: item.volume, rw: true }, VOLUME_AT);
    case 'folder':
    case 'sqlite': {
      const live = liveOf(site, item);
      return asRoot({ rw: posix.dirname(live) }, live);
    }
    case 'script':
    case 'untracked':
    case 'config':
      return ['true'];
  }
}
