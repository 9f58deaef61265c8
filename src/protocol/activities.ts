/**
 * What workflows know of activities: types only. The engine calls a step's
 * activity by its kind; `createActivities` must provide exactly these.
 */
import type { NightStatus } from '../backup/types';
import type { Hold } from '../host/types';
import type { Ping, RunEvent } from '../notify/types';
import type { NightPlan } from './night';
import type {
  ArgsOf,
  BackupPlan,
  Failure,
  Outcome,
  PlanBase,
  PlanFacts,
  ReleasePlan,
  RollbackNote,
  StepKind,
  UnlockedKind,
  Waiting,
} from './plan';

/** The lock as a run holds it. */
export interface Lease {
  app: string;
  /** Workflow type of the run; absent in leases of older runs. */
  workflow?: string;
  token: number;
  /** Seconds for which it was waited for. */
  waited?: number;
  /** Ids of the steps that the asked-for operation has begun. */
  begun?: string[];
}

export interface LockRequest {
  app: string;
  /** Workflow type of the run that asks. */
  workflow: string;
  by: string;
  /** Of a run that takes the lock again: what has this operation begun? */
  operation?: string;
}

/** What every step is told besides its own arguments. */
export interface StepContext {
  where: PlanBase['where'];
  operation: string;
  /** The step's id in the plan. */
  step: string;
  /** How often an operator asked for this step again; part of its job's name. */
  ordinal: number;
  lease: Lease;
  /** The release that must be current; checked on the host. */
  expect: number;
  direction: 'forward' | 'undo';
  /** Of an undo: only if the step has begun in this operation, in whichever run. */
  ifBegun?: true;
  /** Who asked, and why; for records and flags. */
  by: string;
  reason?: string;
}

export interface StepReport {
  seconds: number;
  note?: string;
  warnings?: string[];
}

/** Of a step that holds no lock. */
export type UnlockedContext = Omit<StepContext, 'lease'>;

export type StepActivities = {
  [K in StepKind]: (
    args: ArgsOf<K>,
    context: K extends UnlockedKind ? UnlockedContext : StepContext,
  ) => Promise<StepReport>;
};

/** Input of the workflow `deploy`. */
export interface DeployRequest {
  app: string;
  /** Branch, tag or commit; default: the app's branch. */
  ref?: string;
  strategy?: 'auto' | 'recreate' | 'rolling';
  /** Hash of the plan that was read. */
  expect?: string;
  /** Allow a target beside or behind the serving commit. */
  diverged?: boolean;
  by?: string;
  reason?: string;
  /** Started by no operator: the branch's head is meant, and it is left where there is nothing to do. */
  automatic?: Look['by'];
}

/**
 * Signal `look` of an app's inbox: its branch's head may be new. It says nothing
 * of what to deploy; the deploy reads the head itself, under the lock.
 */
export interface Look {
  /** A delivery asks again for a head whose deploy failed, the comparison does not. */
  by: 'delivery' | 'comparison';
  /** Of the delivery, for records. */
  id?: string;
}

/** What a commit's page at GitHub shows of a run. */
export interface StatusRequest {
  app: string;
  commit: string;
  state: 'pending' | 'success' | 'failure' | 'error';
  description: string;
  /** Commits that were pushed before it and never deployed by themselves. */
  superseded?: string[];
}

/** What a comparison found of one app. */
export interface HeadReport {
  app: string;
  /** Commits; null: none, or not known. */
  head: string | null;
  serving: string | null;
  says: 'serves' | 'look' | 'dealt with' | 'never deployed' | 'no branch' | 'unknown';
  /** Of `unknown`. */
  why?: string;
}

/** Input of the workflow `rollback`. */
export interface RollbackRequest {
  app: string;
  /** Number of a kept release, or its commit; default: the last healthy one before the serving one. */
  to?: string;
  strategy?: 'auto' | 'recreate' | 'rolling';
  /** `then`: the secrets of that release, instead of those that the serving one has. */
  secrets?: 'now' | 'then';
  /** Over a breaking migration: put the dump from before it back. */
  restoreData?: boolean;
  /** Hash of the plan that was read. */
  expect?: string;
  by?: string;
  reason?: string;
}

/** Input of the workflow `backup`. */
export interface BackupRequest {
  app: string;
  /** Hash of the plan that was read. */
  expect?: string;
  by?: string;
  reason?: string;
  /** The run of the night that asks for it; its result is then a brief one. */
  night?: string;
  /** ms for all tries to have the lock; absent: as long as by default. */
  lockLimit?: number;
}

/** Input of the workflow `nightlyBackup`. */
export interface NightRequest {
  /** Only these, and nothing afterwards; absent: every app, then the upkeep. */
  apps?: string[];
  by?: string;
  reason?: string;
}

/** A release as `roost releases` shows it; also the record on the host. */
export interface ReleaseRecord {
  release: number;
  commit: string | null;
  version: string | null;
  migration: 'none' | 'safe' | 'breaking';
  operation: string;
  workflowId: string;
  strategy: 'recreate' | 'rolling' | 'adopted';
  slot: 'blue' | 'green' | null;
  project: string;
  /** Service to image reference and id. */
  images: Record<string, { ref: string; id: string }>;
  /** ISO 8601, the host's clock; null until the commit point. */
  committedAt: string | null;
  by: string;
  reason?: string;
  /** Bytes of the dump taken before this release; null: none kept. */
  dumpBytes: number | null;
  current: boolean;
  rollback?: RollbackNote;
  /** Services whose image is not on the host any more; only where it was asked. */
  gone?: string[];
  /** Of the current one: no automatic deploy of what was left for it. */
  hold?: Hold;
}

/** What a run tells at its end, and when it begins to wait. Ids and times are left to the activity, which knows them. */
export interface RunReport {
  workflow: string;
  app: string;
  /** Null before there is a plan. */
  host: string | null;
  reason?: string;
  /** Null while it waits. */
  outcome: Outcome | null;
  failure: Failure | null;
  /** Title of the step that failed or waits. */
  step: string | null;
  /** Commit and version that it is about. */
  release: string | null;
  operation: string | null;
  /** Seconds for which the lock was waited for; null: not had, or not known. */
  lockSeconds: number | null;
  /** `number` counts the run's waits. */
  wait: (Pick<Waiting, 'says' | 'verbs' | 'after'> & { number: number }) | null;
}

export interface Activities extends StepActivities {
  /** Retried as `Locked` until it is had; ends the former holder's jobs and one-offs before it returns. */
  acquireLock(request: LockRequest): Promise<Lease>;
  /** Closes the operation and frees the lock, if both are still this run's. */
  releaseLock(lease: Lease, operation: string | null): Promise<void>;
  /** Gathers facts and plans. Without a lease: for `--plan`, nothing is held. */
  planDeploy(
    request: DeployRequest,
    lease: Lease | null,
  ): Promise<{ plan: ReleasePlan; facts: PlanFacts; statuses?: true }>;
  /** Errors: `GitHubFailed`. */
  writeStatus(request: StatusRequest): Promise<void>;
  planRollback(
    request: RollbackRequest,
    lease: Lease | null,
  ): Promise<{ plan: ReleasePlan; facts: PlanFacts }>;
  planBackup(request: BackupRequest, lease: Lease | null): Promise<{ plan: BackupPlan; facts: PlanFacts }>;
  /** `startedAt`: of the night. Errors: `BadRequest`, `UnknownApp`, those of the fleet file where none was good yet. */
  planNight(request: { apps?: string[]; startedAt: string }): Promise<NightPlan>;
  /** Of each: what it did. `apps`: those of this night. */
  backupControl(apps: string[]): Promise<StepReport>;
  forgetSnapshots(apps: string[]): Promise<StepReport>;
  checkRepository(apps: string[]): Promise<StepReport>;
  copyRepository(apps: string[]): Promise<StepReport>;
  /** Of these apps, those whose last recorded snapshot the repository does not list; their records are put right. */
  proveSnapshots(apps: string[]): Promise<{ missing: string[] }>;
  recordNight(night: Omit<NightStatus, 'endedAt' | 'run'>): Promise<void>;
  listReleases(app: string): Promise<ReleaseRecord[]>;
  /** Has the inboxes of those apps look whose head nobody has dealt with. Changes nothing itself. */
  compareHeads(): Promise<HeadReport[]>;
  /** Notifications and audit; never waits for a receiver. */
  reportRun(report: RunReport): Promise<void>;
  sendNotification(target: string, event: RunEvent): Promise<void>;
  /** Of a night, to whoever listens at the fleet's `backup.ping`; nothing where there is none. Whoever calls it does without its success. Errors: `NotifyFailed`. */
  pingNight(kind: Ping, text: string): Promise<void>;
}
