/** The state of the backups, read from files of the control host only, so that it needs no Temporal. */
import { drillOf } from '../fleet/file/drill/of-app';
import type { Fleet } from '../fleet/file/types';
import { ageOf, backedUp, limitOf } from './alerts';
import { proofAge } from './drill-alerts';
import { backupPaths } from './paths';
import { none, seeStatus } from './status';
import type {
  Alert,
  AppStatus,
  AttemptStatus,
  BackupStatus,
  DrillStatus,
  NightStatus,
  RepositoryStatus,
  SuccessStatus,
} from './types';
import { isOpen, readWatch, type Watch } from './watch-file';

/** Times are ISO 8601, sizes bytes, durations seconds. */
export interface BackupView {
  /** The apps with backups, by name. */
  apps: Record<string, AppView>;
  repository: RepositoryStatus & { budget: number | null };
  /** The last night that ended. */
  night: NightStatus | null;
  /** The Schedule of the nights as the worker last read it; null: there was none. */
  schedule: Watch['nights'];
  alerts: (Alert & { since: string })[];
  /** When the worker last checked; null: never on this machine. */
  lookedAt: string | null;
  /** The reason why status.json cannot be read; null: it was read, or does not exist yet. */
  problem: string | null;
}

export interface AppView {
  host: string;
  lastSuccess: SuccessStatus | null;
  lastAttempt: AttemptStatus | null;
  /** What ran at the last backup and keeps data that no backup has. */
  notBackedUp?: string[];
  /** Seconds since the last success; without one, since the app was first seen; null: it was never seen. */
  age: number | null;
  limit: number;
  /** Whether the age is beyond the limit. */
  over: boolean;
  /** Its drills; null: it has none. */
  drill: DrillView | null;
}

export interface DrillView extends DrillStatus {
  /** Seconds since the last proven restore; null: never proven. */
  age: number | null;
  /** Absent: drills are made by hand only. */
  limit?: number;
  over: boolean;
}

/** Null: the fleet file has no backup. `file`: the watcher's state, `alerts.json`. */
export async function backupView(fleet: Fleet, file: string, now: Date): Promise<BackupView | null> {
  const { backup } = fleet;
  if (!backup) return null;
  const watch = readWatch(file);
  const { status, problem } = await tryStatus(backupPaths(backup.folder).status);
  const apps = backedUp(fleet).map((app) => {
    const age = ageOf(status?.apps[app.name], watch.apps[app.name], now);
    const drill = drillView(status?.drills[app.name], backup.drill && drillOf(backup, app).stale, now);
    return [
      app.name,
      { ...viewOf(app.host, status?.apps[app.name], age, limitOf(app, backup)), drill },
    ] as const;
  });
  return {
    apps: status ? Object.fromEntries(apps) : {},
    repository: { ...(status ?? none()).repository, budget: backup.budget ?? null },
    night: status?.night ?? null,
    schedule: watch.nights,
    alerts: watch.alerts
      .filter(isOpen)
      .map(({ key, app, title, says, hint, since }) => ({ key, app, title, says, hint, since })),
    lookedAt: watch.lookedAt,
    problem,
  };
}

async function tryStatus(file: string): Promise<{ status: BackupStatus | null; problem: string | null }> {
  try {
    return { status: await seeStatus(file), problem: null };
  } catch (error) {
    return { status: null, problem: (error as Error).message };
  }
}

function drillView(drill: DrillStatus | undefined, limit: number | undefined, now: Date): DrillView | null {
  if (!drill) return null;
  const age = proofAge(drill, undefined, now);
  return {
    ...drill,
    age: age === null ? null : Math.round(age / 1000),
    limit: limit === undefined ? undefined : limit / 1000,
    over: limit !== undefined && age !== null && age > limit,
  };
}

const viewOf = (
  host: string,
  { lastSuccess, lastAttempt, notBackedUp }: Partial<AppStatus> = {},
  age: number | null,
  limit: number,
): Omit<AppView, 'drill'> => ({
  host,
  lastSuccess: lastSuccess ?? null,
  lastAttempt: lastAttempt ?? null,
  notBackedUp,
  age: age === null ? null : Math.round(age / 1000),
  limit: limit / 1000,
  over: age !== null && age > limit,
});
