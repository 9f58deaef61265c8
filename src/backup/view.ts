/** The state of the backups, read from files of the control host only, so that it needs no Temporal. */
import type { Fleet } from '../fleet/file/types';
import { ageOf, backedUp, limitOf, type Alert } from './alerts';
import { backupPaths } from './paths';
import { none, seeStatus } from './status';
import type {
  AppStatus,
  AttemptStatus,
  BackupStatus,
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
}

/** Null: the fleet file has no backup. `file`: the watcher's state, `alerts.json`. */
export async function backupView(fleet: Fleet, file: string, now: Date): Promise<BackupView | null> {
  const { backup } = fleet;
  if (!backup) return null;
  const watch = readWatch(file);
  const { status, problem } = await tryStatus(backupPaths(backup.folder).status);
  const apps = backedUp(fleet).map((app) => {
    const age = ageOf(status?.apps[app.name], watch.apps[app.name], now);
    return [app.name, viewOf(app.host, status?.apps[app.name], age, limitOf(app, backup))] as const;
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

const viewOf = (
  host: string,
  { lastSuccess, lastAttempt, notBackedUp }: Partial<AppStatus> = {},
  age: number | null,
  limit: number,
): AppView => ({
  host,
  lastSuccess: lastSuccess ?? null,
  lastAttempt: lastAttempt ?? null,
  notBackedUp,
  age: age === null ? null : Math.round(age / 1000),
  limit: limit / 1000,
  over: age !== null && age > limit,
});
