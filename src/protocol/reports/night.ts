/** The night: which apps it backs up, how many at once, and what it comes to. */

export interface NightPlan {
  apps: NightApp[];
  atOnce: { perHost: number; all: number };
  /** ms that are left until the night has to end. */
  left: number;
  /** ms that what is under way then has to end; what takes longer is left to itself. */
  grace: number;
  /** ms that an app's run has to get the app's lock. */
  lockLimit: number;
  warnings: string[];
}

export interface NightApp {
  app: string;
  host: string;
}

/** How one app's backup ended; `code` null: well. */
export interface NightEnd {
  app: string;
  code: string | null;
  message?: string;
  /** For how long it was stopped for its copies, in s. */
  down?: number;
  /** There was nothing to back up, and why. */
  skipped?: string;
}

/** What a night came to, as `status.json` keeps it beside its end and its run. */
export interface NightSummary {
  /** ISO 8601. */
  startedAt: string;
  succeeded: number;
  failed: { app: string; code: string }[];
  /** Names of apps of which there was nothing to back up; absent in what was written before it was known. */
  skipped?: string[];
  /** What failed after the apps (forget, prune, check, copy), or kept the night from beginning. */
  upkeep: { code: string; message: string } | null;
}

/** What follows when every app is done, in this order. */
export const upkeep = {
  backupControl: "Back up the control host's own state",
  forgetSnapshots: 'Forget old snapshots by policy, and give their space back',
  checkRepository: 'Read a part of the repository back',
  copyRepository: 'Copy new snapshots to the second repository',
} as const;

export type Upkeep = keyof typeof upkeep;
