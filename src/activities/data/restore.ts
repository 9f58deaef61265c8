/** Every kind of data, as a restore brings it back. */
import { RoostError } from '../../errors';
import { start } from '../../host/commands/docker';
import { anyCode } from '../../host/exit-code';
import { cleanTail } from '../../host/ssh/tail';
import { readUptime } from '../../host/uptime';
import { isDiskFull, lastLines } from '../../lib/output-tail';
import { itemName } from '../../plan/about';
import type { RestoreInto, RestoreItem, RestoreKind, Rows } from '../../protocol/steps/restore';
import { appContainers } from '../app/containers/containers';
import { endedWithHost } from '../app/containers/health';
import type { Site, StepSite } from '../app/site';
import { configRestore } from './config/restore';
import { folderRestore } from './folder/restore';
import { mariadbRestore } from './mariadb/restore';
import { postgresRestore } from './postgres/restore';
import { redisRestore } from './redis/restore';
import type { RestoreRoom, SwapSite, SwapVerb } from './restore-types';
import { scriptRestore } from './script/restore';
import { sqliteRestore } from './sqlite/restore';
import { untrackedRestore } from './untracked/restore';
import { volumeRestore } from './volume/restore';

const rooms: { [K in RestoreKind]: RestoreRoom<K> } = {
  postgres: postgresRestore,
  mariadb: mariadbRestore,
  redis: redisRestore,
  sqlite: sqliteRestore,
  folder: folderRestore,
  volume: volumeRestore,
  script: scriptRestore,
  untracked: untrackedRestore,
  config: configRestore,
};

/** The compiler cannot follow a kind from an item to its room. */
const roomOf = ({ kind }: RestoreItem): RestoreRoom<never> => rooms[kind] as unknown as RestoreRoom<never>;

export const sentTo = (
  site: Pick<Site, 'paths' | 'app'>,
  item: RestoreItem,
  operation: string,
  into: RestoreInto,
): string => roomOf(item).sentTo(site, item as never, operation, into);

export const receives = (site: StepSite, item: RestoreItem, operation: string, ahead?: string) =>
  roomOf(item).receives?.(site, item as never, operation, ahead);

export const keptAs = (item: RestoreItem, operation: string, into: RestoreInto): string =>
  roomOf(item).keptAs(item as never, operation, into);

/** Loads it beside what is live. `expected`: rows that the snapshot lists. Returns a note. */
export async function loadItem(
  site: StepSite,
  item: RestoreItem,
  into: RestoreInto,
  expected?: Rows,
): Promise<string> {
  const room = roomOf(item);
  await untilServerRuns(site, item);
  // What would be loaded over may be the former data by now: of a run that was reset.
  if (into === 'live') await requireFormer(site, item);
  const note = await room.load(site, item as never, into);
  // What the swap needs is tried while the app still serves.
  if (into === 'live') await requireFormer(site, item);
  if (!expected || !room.rows) return note;
  const found = await room.rows(site, item as never);
  const wrong = Object.entries(expected).filter(([table, rows]) => found[table] !== rows);
  if (wrong.length === 0) return `${note}, as the snapshot lists them`;
  const told = wrong
    .slice(0, 10)
    .map(([table, rows]) => `${table} has ${found[table] ?? 'no'} rows, the snapshot lists ${rows}`);
  throw new RoostError('LoadFailed', `${itemName(item)} of ${site.app.name}: ${told.join('; ')}.`, {
    app: site.app.name,
  });
}

/**
 * `operation`: the one that has loaded it. Returns what the program printed.
 * Errors: `SwapFailed`, `DiskFull`.
 */
export async function swapItem(
  site: StepSite,
  item: RestoreItem,
  operation: string,
  verb: SwapVerb,
): Promise<string> {
  await untilServerRuns(site, item);
  const argv = await roomOf(item).swap(site, item as never, operation, verb);
  const { code, stdout, stderr } = await site.change(argv, { ok: anyCode, timeout: 10 * 60_000 });
  if (code === 0) return stdout.trim();
  const tail = cleanTail(`${stderr}${stdout}`, site.host.scrub);
  throw new RoostError(
    isDiskFull(tail) ? 'DiskFull' : 'SwapFailed',
    `${itemName(item)} of ${site.app.name} on ${site.host.name} (${verb}, exit ${code}):\n${lastLines(tail)}`,
    { app: site.app.name, exit: code },
    { afterRestart: 'retry' },
  );
}

/**
 * No container of a drill has a restart policy: what a restart of Docker
 * or the host has ended, nothing else starts.
 */
async function untilServerRuns(site: StepSite, item: RestoreItem): Promise<void> {
  if (!('service' in item) || !site.scope.drill) return;
  const uptime = await readUptime(site.host);
  const down = (await appContainers(site)).filter(
    (one) => one.service === item.service && endedWithHost(one, uptime),
  );
  for (const { id } of down) await site.change(start(id));
}

/** Whether what is live is what was live before that operation. */
export const isFormer = async (site: StepSite, item: RestoreItem, operation: string): Promise<boolean> =>
  (await swapItem(site, item, operation, 'former')) === 'former';

/** Whether what was loaded, or restored and swapped back, is beside what is live. */
export const isLoaded = async (site: StepSite, item: RestoreItem, operation: string): Promise<boolean> =>
  (await swapItem(site, item, operation, 'loaded')) === 'loaded';

/**
 * Whether what was live before that operation is kept; for a plan, which only reads.
 * Errors: `RestoreGone` where that is unknown.
 */
export const isKept = async (site: SwapSite, item: RestoreItem, operation: string): Promise<boolean> =>
  (await swapWord(site, item, operation)) !== 'former';

/** What the program of its swap says of it: `former`, or a word of its kind. Errors: as of `isKept`. */
export async function swapWord(site: SwapSite, item: RestoreItem, operation: string): Promise<string> {
  const argv = await roomOf(item).swap(site, item as never, operation, 'former');
  const { code, stdout, stderr } = await site.host.exec(argv, { ok: anyCode, timeout: 2 * 60_000 });
  if (code === 0) return stdout.trim();
  throw new RoostError(
    'RestoreGone',
    `What is kept of ${itemName(item)} of ${site.app.name} cannot be inspected on ${site.host.name} (exit ${code}):\n${lastLines(cleanTail(stderr, site.host.scrub))}`,
    { app: site.app.name },
  );
}

/**
 * Before anything is laid where a swap that was made already would have put the live data.
 * Errors: `LoadFailed`.
 */
export async function requireFormer(site: StepSite, item: RestoreItem): Promise<void> {
  const { operation } = site.context;
  const found = await isFormer(site, item, operation).catch((error: unknown) => {
    if (!(error instanceof RoostError) || error.code !== 'SwapFailed') throw error;
    throw new RoostError('LoadFailed', `It could not be swapped. ${error.message}`, error.details, {
      ...error.traits,
      cause: error,
    });
  });
  if (found) return;
  throw new RoostError('LoadFailed', `${itemName(item)} of ${site.app.name} was swapped already.`, {
    app: site.app.name,
  });
}

/** Removes what was loaded, unless that is live by now. */
export async function dropLoadedItem(site: StepSite, item: RestoreItem, operation: string): Promise<void> {
  if (await isFormer(site, item, operation)) await swapItem(site, item, operation, 'drop-new');
}
