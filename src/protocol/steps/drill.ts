/**
 * The steps of a drill, as data: a whole app is restored in scratch
 * and proven. The data come as in a restore.
 */
import type { Fire } from './rehearsal';
import type { Probe } from './release';
import type { RestoreItem, SnapshotFacts } from './restore';

/** What a scratch project is given instead of what the app has. */
export interface DrillLimits {
  cpus: number;
  /** Bytes. */
  memory: number;
  /** No secrets: it is recorded. */
  env: Record<string, string>;
  /** Absolute paths that are not mounted. */
  drop: string[];
}

/** Arguments of every kind of step of a drill: a closed union. Each kind is one activity. */
export interface DrillStepArgs {
  /** Removes what former drills of the app have left, and makes the folder. */
  beginDrill: object;
  /** Lays the commit's files there, with its secrets, and makes a Compose file that can touch nothing. */
  stageDrill: {
    commit: string;
    /** The app's folder, as its Compose files may name it. */
    directory: string;
    /** Repositories on that host that may have the commit; they are only read. */
    repositories: string[];
    limits: DrillLimits;
    /** Files that Compose reads and git does not have, as fetched. */
    untracked?: Extract<RestoreItem, { kind: 'untracked' }>;
  };
  /** Images as they were, by id; those that are gone are built or pulled. */
  drillImages: {
    commit: string;
    images: Record<string, string>;
    /** The app's own folder, where files from outside of it are in scratch too. */
    live?: string;
  };
  /** Makes the containers and checks that each can touch nothing. None is started. */
  createDrill: object;
  /** Starts what holds data, and waits for it. `wait` in ms. */
  startDrillData: { services: string[]; wait: number };
  /** Starts the rest and waits until it is healthy. */
  startDrill: { probe: Probe };
  /** Runs the app's own check. `command` absent: that of the commit's app.json, if it has one. */
  checkDrill: { service: string; command?: string };
  /**
   * Damages its data on purpose, and leaves nothing running. `data`: services that hold some; `wait` in ms.
   */
  damageDrill: { items: RestoreItem[]; data: string[]; wait: number };
  /** Removes all that the drill has made. */
  endDrill: object;
}

/** What a drill proves, for who reads the plan. */
export interface DrillSummary {
  snapshot: SnapshotFacts;
  items: RestoreItem[];
  /** Rows of its tables as the snapshot lists them, which are compared; null: it lists none. */
  rows: { tables: number; rows: number } | null;
  limits: DrillLimits;
  /** Its data are damaged and restored again. */
  corrupt?: true;
}

/** Of the plan of a drill: shown, never hashed. Bytes, and the seconds between the snapshot and the plan. */
export interface DrillFacts {
  age: number;
  hostNeeded: number;
  hostFree: number;
  controlNeeded: number;
  controlFree: number;
}

/** The drills of one day. Times are ms. */
export interface DrillNightPlan {
  /** Oldest proof first. */
  apps: { app: string; host: string }[];
  /** After it none is begun. */
  budget: number;
  warnings: string[];
  /** Wanted: how long they may take together. */
  rehearsal?: { rto: number };
}

/** What was rehearsed, and how far it came. */
export interface RehearsalReport {
  scenario: Fire;
  /** The lost one; null: each of them, or none. */
  host: string | null;
  /** Of so many parts (apps, keys, steps) so many are proven. */
  parts: number;
  proven: number;
  /** ms; null: not set. */
  wanted: number | null;
  /** What it has found and measured, in words; absent: its apps' own drills say it. */
  figures?: string[];
}

/** What a drill reports at its end. Times in ISO 8601, durations in seconds. */
export interface DrillProof {
  snapshot: string;
  takenAt: string;
  rows: DrillSummary['rows'];
  /** Its data were damaged, and restored again. */
  corrupt?: true;
  bytes: number;
  files: number;
  /** Of each step, by its id. */
  parts: Record<string, number>;
}
