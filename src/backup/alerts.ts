/**
 * Finds problems of the backups and of hosts from outside their own path: from the files that
 * they have left, not from whether they ran. Pure.
 */
import { hostDriftAlerts } from '../drift/alerts';
import type { HostLooks } from '../drift/file';
import type { AppConfig } from '../fleet/file/app/types';
import { staleOf } from '../fleet/file/backup/own-times';
import type { BackupConfig } from '../fleet/file/backup/types';
import { isBackedUp } from '../fleet/file/lookup';
import type { Fleet } from '../fleet/file/types';
import { sentences } from '../lib/sentences';
import { bytes, span } from '../lib/units';
import type { ScheduleState } from '../protocol/schedule';
import { drillAlerts, rehearsalAlerts } from './drill-alerts';
import { fallenText } from './shrinkage';
import type { Alert, AlertKey, AppStatus, BackupStatus } from './types';

/** The facts of one evaluation. Of an `unknown` fact no alert begins and none is over. */
export interface Observation {
  fleet: Fleet;
  status: BackupStatus | { unusable: string };
  /** Null: the Schedule does not exist. */
  schedule: ScheduleState | null | 'unknown';
  /** Bytes of the staging's disk. */
  disk: { free: number; total: number } | 'unknown';
  /** What the last inspection of each host has found. */
  hosts?: HostLooks;
  now: Date;
}

/** Facts from earlier evaluations. Times are ISO 8601. */
export interface Memory {
  /** When each app was first seen; the age of an app without a success counts from then. */
  apps: Record<string, string>;
  /** When the Schedule was first seen, and when it was first seen active after a pause. */
  schedule: { seen: string; resumed: string | null } | null;
  /** When drills of each app were first seen; absent: none yet. */
  drills?: Record<string, string>;
  /** Keys of the alerts that are open. */
  open: string[];
}

/** A night begins once a day; after this time without one a night was missed. */
const MISSED_MS = 26 * 3_600_000;

export interface Evaluation {
  alerts: Alert[];
  /** Whether the facts of an alert are unknown; if it is open, it stays open. */
  unknown: (key: string) => boolean;
}

export function evaluate(observation: Observation, memory: Memory): Evaluation {
  const { fleet, status, schedule, disk } = observation;
  const { backup } = fleet;
  const drifts = hostDriftAlerts(Object.keys(fleet.hosts), observation.hosts ?? {});
  if (!backup) return { alerts: drifts, unknown: () => false };
  const hidden = {
    'stale:': 'unusable' in status,
    'fallen:': 'unusable' in status,
    drill: 'unusable' in status,
    'rehearsalFailed:': 'unusable' in status,
    budget: 'unusable' in status,
    'schedule-': schedule === 'unknown',
    staging: disk === 'unknown',
  };
  const alerts = [
    'unusable' in status
      ? [unusable(status.unusable)]
      : [
          staleApps(observation, status, backup, memory),
          fallenSources(fleet, status),
          drillAlerts(fleet, status, memory.drills ?? {}, observation.now),
          rehearsalAlerts(fleet, status),
          putAside(status),
          budget(status, backup),
        ].flat(),
    schedule === 'unknown' ? [] : nights(observation, schedule, memory),
    disk === 'unknown' ? [] : staging(disk, backup, memory),
    drifts,
  ].flat();
  return {
    alerts,
    unknown: (key) => Object.entries(hidden).some(([begin, isHidden]) => isHidden && key.startsWith(begin)),
  };
}

/** Apps that have backups. */
export const backedUp = ({ apps }: Fleet): AppConfig[] => Object.values(apps).filter(isBackedUp);

/** ms since the last success; without one, since the app was first seen; null: it was never seen. */
export function ageOf(status: AppStatus | undefined, seen: string | undefined, now: Date): number | null {
  const since = status?.lastSuccess?.at ?? seen;
  return since === undefined ? null : now.getTime() - Date.parse(since);
}

/** ms without a success after which an app gets an alert. */
export const limitOf = staleOf;

/** ms more while the night that began last may still wait for the app's lock, or copy. */
function graceOf(
  app: AppConfig,
  backup: BackupConfig,
  status: AppStatus | undefined,
  { schedule, now }: Observation,
): number {
  const began = schedule === 'unknown' || !schedule?.last ? NaN : Date.parse(schedule.last);
  const isTried = Date.parse(status?.lastAttempt?.at ?? '') >= began;
  const ends = began + backup.lockWait + (app.backup.limit ?? backup.limit);
  return !isTried && now.getTime() <= ends ? backup.lockWait : 0;
}

function staleApps(
  observation: Observation,
  { apps }: BackupStatus,
  backup: BackupConfig,
  memory: Memory,
): Alert[] {
  const { fleet, now } = observation;
  return backedUp(fleet).flatMap((app): Alert[] => {
    const known = apps[app.name];
    const age = ageOf(known, memory.apps[app.name], now);
    const limit = limitOf(app, backup);
    // An alert that is open does not end because a night has begun.
    const isOpen = memory.open.includes(`stale:${app.name}`);
    const grace = isOpen ? 0 : graceOf(app, backup, known, observation);
    if (age === null || age <= limit + grace) return [];
    const { lastAttempt, lastSuccess } = known ?? {};
    const tried = lastAttempt?.error
      ? ` The last attempt, at ${lastAttempt.at}, ended with ${lastAttempt.error.code}.`
      : '';
    const been = lastSuccess
      ? `has had no successful backup for ${span(age / 1000)}`
      : `has never had a successful backup, and is known for ${span(age / 1000)}`;
    return [
      {
        key: `stale:${app.name}`,
        app: app.name,
        title: `no backup of ${app.name}`,
        says: `${app.name} ${been}; its limit is ${span(limit / 1000)}.${tried}`,
        hint: sentences(
          `\`roost runs ${app.name}\` shows what became of its backups;`,
          `\`roost backup ${app.name}\` makes one now.`,
        ),
      },
    ];
  });
}

function fallenSources(fleet: Fleet, { apps }: BackupStatus): Alert[] {
  return backedUp(fleet).flatMap(({ name: app }) => {
    const { fallen = {}, sources = {} } = apps[app]?.lastSuccess ?? {};
    return Object.entries(fallen).map(([source, one]): Alert => ({
      key: `fallen:${app}:${source}`,
      app,
      title: `much of the data of ${app} is gone`,
      says: `In the backup of ${app} ${fallenText(source, one, sources)}, since ${one.since}.`,
      hint:
        `If the loss is not intended, \`roost snapshots ${app}\` lists the backups from before. ` +
        'The alert is over when half is back, or after a week without another fall.',
    }));
  });
}

/** Until the next night has begun. */
function putAside({ putAside: damaged, night }: BackupStatus): Alert[] {
  if (!damaged || (night && night.startedAt > damaged.at)) return [];
  return [
    {
      key: 'status-damaged',
      app: null,
      title: 'the state of the backups was damaged',
      says: sentences(
        `status.json was found damaged at ${damaged.at};`,
        `it is kept as ${damaged.file} now, and the backups go on with what was known before.`,
      ),
      hint: sentences(
        'See what has damaged it: the disk, or somebody who edited it.',
        'The former backups are in the repository: `roost snapshots`.',
      ),
    },
  ];
}

function nights(
  { status, now }: Observation,
  schedule: ScheduleState | null,
  { schedule: known }: Memory,
): Alert[] {
  const fleetwide = (key: AlertKey, title: string, says: string, hint: string): Alert[] => [
    { key, app: null, title, says, hint },
  ];
  if (schedule === null) {
    const says = 'The Schedule of the nightly backup does not exist: no night will begin by itself.';
    return fleetwide(
      'schedule-missing',
      'the nightly backup has no Schedule',
      says,
      '`roost schedules apply` makes it.',
    );
  }
  if (schedule.paused) {
    const says =
      'The Schedule of the nightly backup is paused: no night begins until somebody lets it go on.';
    return fleetwide(
      'schedule-paused',
      'the nightly backup is paused',
      says,
      '`roost schedules` shows it; let it go on there or in the UI of Temporal.',
    );
  }
  const night = 'unusable' in status ? null : (status.night?.startedAt ?? null);
  const last = latest([schedule.last, night]) ?? known?.seen ?? null;
  // A Schedule that was paused for days has missed no night when it is resumed.
  const since = latest([last, known?.resumed ?? null]);
  if (since === null || now.getTime() - Date.parse(since) <= MISSED_MS) return [];
  const says = sentences(
    `No nightly backup has begun since ${since},`,
    `${span((now.getTime() - Date.parse(since)) / 1000)} ago, though its Schedule is not paused.`,
  );
  return fleetwide(
    'schedule-missed',
    'the nightly backup was missed',
    says,
    'See that Temporal and the worker run (`roost check`), and what `roost schedules` says.',
  );
}

function budget({ repository }: BackupStatus, { budget: limit }: BackupConfig): Alert[] {
  if (limit === undefined || repository.bytes === null || repository.bytes <= limit) return [];
  return [
    {
      key: 'budget',
      app: null,
      title: 'the backup repository is past its budget',
      says: `The repository has ${bytes(repository.bytes)}; backup.budget is ${bytes(limit)}.`,
      hint: 'Keep fewer snapshots (backup.retention), back less up, or raise backup.budget.',
    },
  ];
}

/** Limits for small and large disks: a tenth of a small disk is little, a tenth of a large one is much. */
const SPARE_BYTES = 20e9;
/** Bytes that must be free on a staging's disk of that size. */
export const spareOf = (total: number): number => Math.min(total / 10, SPARE_BYTES);
/** An open alert ends at a higher limit, so that it does not come and go with every file. */
const RELIEF = 1.25;

function staging(
  { free, total }: { free: number; total: number },
  { folder }: BackupConfig,
  { open }: Memory,
): Alert[] {
  const limit = spareOf(total);
  if (free >= (open.includes('staging') ? limit * RELIEF : limit)) return [];
  return [
    {
      key: 'staging',
      app: null,
      title: "the staging's disk is nearly full",
      says: sentences(
        `Where the backups are staged (${folder}) ${bytes(free)} of ${bytes(total)} are free;`,
        `below ${bytes(limit)} is an alert.`,
      ),
      hint: 'Free space on the control host, or name a folder on a larger disk in backup.folder.',
    },
  ];
}

const unusable = (why: string): Alert => ({
  key: 'status',
  app: null,
  title: 'the state of the backups cannot be read',
  says: `${why} Until it can be read it is unknown whether the apps are backed up.`,
  hint: 'See the owner and mode of the file; a damaged one is put aside by the next backup.',
});

/** Compares ISO times in UTC. */
const latest = (times: (string | null)[]): string | null =>
  times.reduce((a, b) => (a === null || (b !== null && Date.parse(b) > Date.parse(a)) ? b : a), null);
