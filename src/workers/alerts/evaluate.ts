/** Checks the backups once: which alerts begin, which are over. */
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  readWatch,
  evaluate,
  isOpen,
  writeWatch,
  type Observation,
  backupPaths,
  seeStatus,
  type Watch,
  backedUp,
  type Alert,
  type KnownAlert,
} from '../../backup';
import { isDrilled } from '../../fleet/file';
import { tryFileLock } from '../../lib/files/file-lock';
import { deliverAlert } from './deliver';
import type { WatchParts } from './types';

/**
 * One check. It does nothing during a check of another worker on this host, so that an alert is sent once.
 */
export async function checkAlerts(parts: WatchParts, signal?: AbortSignal): Promise<void> {
  await tryFileLock(parts.file, () => pass(parts, signal));
}

async function pass(parts: WatchParts, signal?: AbortSignal): Promise<void> {
  const { file, log } = parts;
  const watch = readWatch(file);
  const observation = await observe(parts);
  remember(watch, observation);
  const { alerts, unknown } = evaluate(observation, {
    apps: watch.apps,
    schedule: watch.schedule,
    drills: watch.drills,
    open: watch.alerts.filter(isOpen).map(({ key }) => key),
  });
  const at = observation.now.toISOString();
  for (const one of watch.alerts.filter(isOpen))
    if (!unknown(one.key) && !alerts.some(({ key }) => key === one.key)) one.over = at;
  for (const one of alerts) follow(watch.alerts, one, at);
  watch.lookedAt = at;
  // Saved before the first delivery, so that after a crash the messages keep their ids.
  writeWatch(file, watch);
  for (const one of [...watch.alerts]) {
    if (signal?.aborted) return;
    const isDone = await deliverAlert(one, observation.fleet, parts, () => writeWatch(file, watch)).catch(
      (error: unknown) => {
        log.warn(
          { alert: one.key, error: (error as Error).message },
          'An alert could not be delivered; it is tried again',
        );
        return false;
      },
    );
    if (isDone) watch.alerts.splice(watch.alerts.indexOf(one), 1);
  }
  writeWatch(file, watch);
}

/** An open one goes on as it stands now; what is new in it is reported again. */
function follow(all: KnownAlert[], one: Alert, at: string): void {
  const open = all.find((other) => isOpen(other) && other.key === one.key);
  const known = open?.parts ?? [];
  if (open && (one.parts ?? []).every((part) => known.includes(part))) {
    if (one.parts) Object.assign(open, { says: one.says, parts: one.parts });
    return;
  }
  // No message that it is over: it is not.
  if (open) Object.assign(open, { over: at, deliveries: {} });
  all.push(begun(one, at));
}

async function observe({ fleet: read, schedule, disk, hosts, now, log }: WatchParts): Promise<Observation> {
  const fleet = await read();
  const { status: file, staging } = backupPaths(fleet.backup?.folder ?? '/');
  const unknown = (what: string) => (error: unknown) => {
    log.warn({ reason: (error as Error).message }, `${what} could not be read; it is tried again`);
    return 'unknown' as const;
  };
  if (!fleet.backup)
    return {
      fleet,
      status: { unusable: 'There is no backup.' },
      schedule: null,
      disk: 'unknown',
      hosts: hosts?.(),
      now: now(),
    };
  const [status, nights, room] = await Promise.all([
    seeStatus(file).catch((error: unknown) => ({ unusable: (error as Error).message })),
    schedule().catch(unknown("The nightly backup's Schedule")),
    disk(staging).catch(unknown("The staging's disk")),
  ]);
  return { fleet, status, schedule: nights, disk: room, hosts: hosts?.(), now: now() };
}

function remember(watch: Watch, { fleet, schedule, now }: Observation): void {
  const at = now.toISOString();
  const apps = fleet.backup ? backedUp(fleet) : [];
  watch.apps = Object.fromEntries(apps.map(({ name }) => [name, watch.apps[name] ?? at]));
  const drilled = fleet.backup?.drill ? apps.filter(isDrilled) : [];
  watch.drills = Object.fromEntries(drilled.map(({ name }) => [name, watch.drills?.[name] ?? at]));
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
  deliveries: {},
  endDeliveries: {},
  recorded: { began: false, over: false },
});

/** Bytes of the path's disk. A folder that does not exist yet will be on the disk of its parent. */
export async function diskOf(path: string): Promise<{ free: number; total: number }> {
  try {
    const { bavail, bsize, blocks } = await statfs(path);
    return { free: bavail * bsize, total: blocks * bsize };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || path === dirname(path)) throw error;
    return diskOf(dirname(path));
  }
}
