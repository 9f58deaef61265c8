/**
 * What workflows know of activities: types only. The engine calls a step's
 * activity by its kind; `createActivities` must provide exactly these.
 */
import type { LockRequest, Lease } from './lock';
import type { NightPlan, NightSummary } from './night';
import type { RunEvent, Ping } from './notification';
import type { ReleasePlan, PlanFacts, BackupPlan } from './plan';
import type { StatusRequest, HeadReport } from './push';
import type { ReleaseRecord } from './release-record';
import type { DeployRequest, RollbackRequest, BackupRequest } from './requests';
import type { RunReport } from './run-report';
import type { StepActivities, StepReport } from './step-activities';

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
  recordNight(night: NightSummary): Promise<void>;
  listReleases(app: string): Promise<ReleaseRecord[]>;
  /** Has the inboxes of those apps look whose head nobody has dealt with. Changes nothing itself. */
  compareHeads(): Promise<HeadReport[]>;
  /** Notifications and audit; never waits for a receiver. */
  reportRun(report: RunReport): Promise<void>;
  sendNotification(target: string, event: RunEvent): Promise<void>;
  /** Of a night, to whoever listens at the fleet's `backup.ping`; nothing where there is none. Whoever calls it does without its success. Errors: `NotifyFailed`. */
  pingNight(kind: Ping, text: string): Promise<void>;
}
