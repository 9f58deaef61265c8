/** One look at the backups: which alerts begin, which are over. */
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  readWatch,
  judge,
  isOpen,
  writeWatch,
  type Sight,
  backupPaths,
  seeStatus,
  type Watch,
  backedUp,
  type Alert,
  type KnownAlert,
} from '../../backup';
import { tryFileLock } from '../../lib/file-lock';
import { makeKnown } from './deliver';
import type { WatchParts } from './types';

/** One pass. Nothing is done while another worker of this host makes one: an alert is sent once. */
export async function look(parts: WatchParts, signal?: AbortSignal): Promise<void> {
  await tryFileLock(parts.file, () => pass(parts, signal));
}

async function pass(parts: WatchParts, signal?: AbortSignal): Promise<void> {
  const { file, log } = parts;
  const watch = readWatch(file);
  const sight = await sightOf(parts);
  remember(watch, sight);
  const { alerts, unknown } = judge(sight, {
    apps: watch.apps,
    schedule: watch.schedule,
    open: watch.alerts.filter(isOpen).map(({ key }) => key),
  });
  const at = sight.now.toISOString();
  for (const one of watch.alerts.filter(isOpen))
    if (!unknown(one.key) && !alerts.some(({ key }) => key === one.key)) one.over = at;
  for (const one of alerts)
    if (!watch.alerts.some((other) => isOpen(other) && other.key === one.key))
      watch.alerts.push(begun(one, at));
  watch.lookedAt = at;
  // Before anybody is told: after a crash in between the same ids are told, not new ones.
  writeWatch(file, watch);
  for (const one of [...watch.alerts]) {
    if (signal?.aborted) return;
    const isDone = await makeKnown(one, sight.fleet, parts, () => writeWatch(file, watch)).catch(
      (error: unknown) => {
        log.warn(
          { alert: one.key, error: (error as Error).message },
          'An alert could not be made known; it is tried again',
        );
        return false;
      },
    );
    if (isDone) watch.alerts.splice(watch.alerts.indexOf(one), 1);
  }
  writeWatch(file, watch);
}

async function sightOf({ fleet: read, schedule, disk, now, log }: WatchParts): Promise<Sight> {
  const fleet = await read();
  const { status: file, staging } = backupPaths(fleet.backup?.folder ?? '/');
  const unknown = (what: string) => (error: unknown) => {
    log.warn({ reason: (error as Error).message }, `${what} could not be seen; it is looked for again`);
    return 'unknown' as const;
  };
  if (!fleet.backup)
    return {
      fleet,
      status: { unusable: 'There is no backup.' },
      schedule: null,
      disk: 'unknown',
      now: now(),
    };
  const [status, nights, room] = await Promise.all([
    seeStatus(file).catch((error: unknown) => ({ unusable: (error as Error).message })),
    schedule().catch(unknown("The nightly backup's Schedule")),
    disk(staging).catch(unknown("The staging's disk")),
  ]);
  return { fleet, status, schedule: nights, disk: room, now: now() };
}

function remember(watch: Watch, { fleet, schedule, now }: Sight): void {
  const at = now.toISOString();
  const apps = fleet.backup ? backedUp(fleet) : [];
  watch.apps = Object.fromEntries(apps.map(({ name }) => [name, watch.apps[name] ?? at]));
  if (schedule === 'unknown') return;
  if (schedule === null) {
    watch.schedule = watch.nights = null;
    return;
  }
  watch.schedule ??= { seen: at, resumed: null };
  if (watch.nights?.paused && !schedule.paused) watch.schedule.resumed = at;
  watch.nights = { ...schedule, at };
}

const begun = (alert: Alert, since: string): KnownAlert => ({
  ...alert,
  id: `alert-${alert.key.replaceAll(':', '-')}-${Date.parse(since)}`,
  since,
  over: null,
  told: {},
  toldOver: {},
  recorded: { began: false, over: false },
});

/** A folder that nobody has made yet lies where its parent does. */
export async function diskOf(path: string): Promise<{ free: number; total: number }> {
  try {
    const { bavail, bsize, blocks } = await statfs(path);
    return { free: bavail * bsize, total: blocks * bsize };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || path === dirname(path)) throw error;
    return diskOf(dirname(path));
  }
}
