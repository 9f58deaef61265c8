/**
 * A plan: what a run will do, as data. It is made once, under the lock, by a
 * pure planner; recorded in Temporal as the planning activity's result; shown
 * by `--plan`; and executed by the one engine in `src/workflows/engine`.
 *
 * Recorded plans outlive the code that made them: fields are only ever added,
 * and added ones are optional.
 */
import type { Migration } from '../fleet/file/app/types';
import type { ArchiveSummary } from './archive';
import type { PlanChanges } from './changes';
import type { CopySource } from './data';
import type { AppScope, FleetScope, HostScope, Scope } from './scope';
import type { CloudflareSummary } from './steps/cloudflare';
import type { DrillFacts, DrillSummary } from './steps/drill';
import type { MoveSummary } from './steps/move';
import type { PatchSummary } from './steps/patch';
import type { ProvisionSummary } from './steps/provision';
import type { RecoverSummary } from './steps/recover';
import type { RehearsalSummary } from './steps/rehearsal';
import type { Strategy } from './steps/release';
import type { RestoreFacts, RestoreSummary } from './steps/restore';
import type { RotationSummary } from './steps/rotation';
import type { Step } from './steps/step';

export interface CommitInfo {
  commit: string;
  subject: string;
  migration: Migration;
}

/** What every plan has: as much as the engine asks. */
export interface PlanBase {
  format: 1;
  /** A `PlanKind`; each kind of plan narrows it. */
  kind: string;
  /** Random; minted with the plan. Names on the host derive from it. */
  operation: string;
  /** sha256 (16 hex digits) of the plan without what changes by itself. */
  hash: string;
  scope: Scope;
  /** Number of the release that must be current before the commit point; 0: none. */
  expects: number;
  /** Number of the release that this plan makes; absent: none. */
  release?: number;
  warnings: string[];
  steps: Step[];
  /** ms that a run waits for a decision before the default. */
  decideWait: number;
  /** No question is asked: what cannot continue ends as failed. */
  neverAsks?: true;
  /**
   * The app is down from the step `from` until the commit point. If that takes longer than `limit` ms, the
   * way back begins by itself.
   */
  down?: { from: string; limit: number };
  /** ms that the steps may take in all; then the run is ended as by a cancel. */
  limit?: number;
}

/** Makes a release: a deploy, a rollback. */
export interface ReleasePlan extends PlanBase {
  kind: 'deploy' | 'rollback';
  scope: AppScope;
  /** Number of the release that this plan makes. */
  release: number;
  from: { release: number; commit: string | null; version: string | null } | null;
  to: { commit: string; version: string | null; subject: string };
  strategy: Strategy;
  /** Nothing is stopped: what runs is what the release would start. */
  asItRuns?: true;
  /** Why this strategy: what forbids `rolling`, if something does. */
  because: string[];
  migration: Migration;
  /** Newest first, at most 50 of `commitCount`. */
  commits: CommitInfo[];
  commitCount: number;
  /** How what will run differs from what runs; absent: not known, or nothing is done. */
  changes?: PlanChanges;
  /** Of a rollback. */
  rollback?: RollbackSummary;
}

/** Copies an app's data into the backup repository; no release is made. */
export interface BackupPlan extends PlanBase {
  kind: 'backup';
  scope: AppScope;
  backup: BackupSummary;
}

/** Brings an app's data back from a snapshot; no release is made. */
export interface RestorePlan extends PlanBase {
  kind: 'restore';
  scope: AppScope;
  restore: RestoreSummary;
}

/** Restores an app as a whole in scratch, and checks it; nothing that is live is touched. */
export interface DrillPlan extends PlanBase {
  kind: 'drill';
  scope: AppScope;
  drill: DrillSummary;
}

/** Takes an app out of service with a last backup, or back into service; no release is made. */
export interface ArchivePlan extends PlanBase {
  kind: 'archive';
  scope: AppScope;
  archive: ArchiveSummary;
}

/** Brings the apps of a host that was lost back: a deploy and a restore of each, as runs of their own. */
export interface RecoverPlan extends PlanBase {
  kind: 'recover';
  scope: HostScope;
  recover: RecoverSummary;
}

/** Brings an app to another host, back, or ends the way back. Its scope is where the app serves before. */
export interface MovePlan extends PlanBase {
  kind: 'move';
  scope: AppScope;
  move: MoveSummary;
}

/** Reads what is on a host. */
export interface HostPlan extends PlanBase {
  kind: 'hostFacts';
  scope: HostScope;
}

/** Makes a host what the fleet file says. */
export interface ProvisionPlan extends PlanBase {
  kind: 'provision';
  scope: HostScope;
  provision: ProvisionSummary;
}

/** Upgrades the packages of a host. */
export interface PatchPlan extends PlanBase {
  kind: 'patch';
  scope: HostScope;
  patch: PatchSummary;
}

/** Brings Cloudflare to what the fleet file wants, or marks what is there as roost's. */
export interface CloudflarePlan extends PlanBase {
  kind: 'cloudflareApply' | 'cloudflareAdopt' | 'cloudflareRotate';
  scope: FleetScope;
  cloudflare: CloudflareSummary;
}

/** Puts another key or password in place of the present one. */
export interface RotationPlan extends PlanBase {
  kind: 'rotate';
  scope: FleetScope;
  rotation: RotationSummary;
}

/** Rehearses a loss from what is kept for it; nothing that is live is changed. */
export interface RehearsalPlan extends PlanBase {
  kind: 'rehearse';
  scope: FleetScope;
  rehearsal: RehearsalSummary;
}

export type Plan =
  | ReleasePlan
  | BackupPlan
  | RestorePlan
  | DrillPlan
  | ArchivePlan
  | RecoverPlan
  | MovePlan
  | HostPlan
  | ProvisionPlan
  | PatchPlan
  | CloudflarePlan
  | RotationPlan
  | RehearsalPlan;

/** What a backup takes, for who reads the plan. */
export interface BackupSummary {
  sources: CopySource[];
  /** Nothing is copied: the services that a backup has left stopped start again. */
  mends?: string[];
  /** The commit that serves; null: not known. */
  commit: string | null;
  version: string | null;
}

/** What a rollback goes back to, for who reads the plan. */
export interface RollbackSummary {
  to: number;
  /** Services whose images are there, and those whose image is made again. */
  images: { kept: string[]; gone: string[] };
  secrets: { taken: 'now' | 'then'; differ: KeyDifference[] };
  /** The dump to which the data return; null: they stay. */
  data: { dumpOf: number; takenAt: string; bytes: number } | null;
}

/** Names of keys of one secret file; never values. */
export interface KeyDifference {
  file: string;
  changed: string[];
  /** In today's file only, and in that of then only. */
  onlyNow: string[];
  onlyThen: string[];
}

/** Shown but never hashed: what changes by itself. */
export interface PlanFacts {
  gatheredAt: string;
  /** Free where the app's folder is; bytes. */
  diskFreeBytes?: number;
  databaseBytes?: number | null;
  loss?: DataLoss;
  restore?: RestoreFacts;
  drill?: DrillFacts;
  /** Of a backup: free under its folder on the control host. */
  stagingFreeBytes?: number;
}

/** What is lost when data return to a dump. */
export interface DataLoss {
  /** Between the dump and the gathering of the facts. */
  seconds: number;
  /** Rows in the dump and in the database; null: they could not be counted in time. */
  tables: { table: string; then: number; now: number }[] | null;
}
