/**
 * What workflows know of activities: types only. The engine calls a step's
 * activity by its kind; `createActivities` must provide exactly these.
 */
import type { LockRequest, Lease } from './lock';
import type {
  ArchivePlan,
  ReleasePlan,
  PlanFacts,
  BackupPlan,
  CloudflarePlan,
  DrillPlan,
  HostPlan,
  MovePlan,
  PatchPlan,
  ProvisionPlan,
  RecoverPlan,
  RehearsalPlan,
  RestorePlan,
  RotationPlan,
} from './plan';
import type { StatusRequest, HeadReport } from './push';
import type { ReleaseRecord } from './release-record';
import type { NightPlan, NightSummary } from './reports/night';
import type { RunEvent, Ping } from './reports/notification';
import type { RunReport } from './reports/run-report';
import type {
  AdoptRequest,
  ArchiveRequest,
  BackupRequest,
  CloudflareRequest,
  DeployRequest,
  DrillNightRequest,
  DrillRequest,
  HostFactsRequest,
  KeyRotationRequest,
  MoveRequest,
  PatchRequest,
  ProvisionRequest,
  RecoverRequest,
  RehearseRequest,
  RestoreRequest,
  RestoresRequest,
  RollbackRequest,
  RotateRequest,
} from './requests';
import type { StepActivities, StepReport } from './steps/activities';
import type { AccessReview } from './steps/cloudflare';
import type { DrillNightPlan } from './steps/drill';
import type { HostReport } from './steps/provision';
import type { Fire } from './steps/rehearsal';
import type { RestoresPlan } from './steps/restore';
import type { StepKind } from './steps/step';

export interface LockActivities {
  /** Retried as `Locked` until it is had; ends the former holder's jobs and one-offs before it returns. */
  acquireLock(request: LockRequest): Promise<Lease>;
  /** Closes the operation and frees the lock, if both are still this run's. */
  releaseLock(lease: Lease, operation: string | null): Promise<void>;
}

/** What a planning activity returns. */
export interface Planned<P> {
  plan: P;
  facts: PlanFacts;
}

export interface ReleaseActivities {
  /** Gathers facts and plans. Without a lease: for `--plan`, nothing is held. */
  planDeploy(
    request: DeployRequest,
    lease: Lease | null,
  ): Promise<Planned<ReleasePlan> & { statuses?: true }>;
  planRollback(request: RollbackRequest, lease: Lease | null): Promise<Planned<ReleasePlan>>;
  listReleases(app: string): Promise<ReleaseRecord[]>;
  /** Signals the inboxes of those apps whose head no run has dealt with. Changes nothing itself. */
  compareHeads(): Promise<HeadReport[]>;
  /** Errors: `GitHubFailed`. */
  writeStatus(request: StatusRequest): Promise<void>;
}

export interface BackupActivities {
  planBackup(request: BackupRequest, lease: Lease | null): Promise<Planned<BackupPlan>>;
  /**
   * `startedAt`: of the night.
   * Errors: `BadRequest`, `UnknownApp`, those of the fleet file where none was good yet.
   */
  planNight(request: { apps?: string[]; startedAt: string }): Promise<NightPlan>;
  /** Of each: what it did. `apps`: those of this night. */
  backupControl(apps: string[]): Promise<StepReport>;
  forgetSnapshots(apps: string[]): Promise<StepReport>;
  checkRepository(apps: string[]): Promise<StepReport>;
  copyRepository(apps: string[]): Promise<StepReport>;
  /**
   * Of these apps, those whose last recorded snapshot the repository
   * does not list; their records are put right.
   */
  proveSnapshots(apps: string[]): Promise<{ missing: string[] }>;
  recordNight(night: NightSummary): Promise<void>;
}

export interface RestoreActivities {
  /** Finds the snapshot, inspects what is live, and plans. */
  planRestore(request: RestoreRequest, lease: Lease | null): Promise<Planned<RestorePlan>>;
  /**
   * Plans the restore of several apps, each as by itself.
   * Errors: `RestoresRefused` with what is wrong of each.
   */
  planRestores(request: RestoresRequest): Promise<RestoresPlan>;
}

export interface DrillActivities {
  /** Finds the snapshot and the room for it, and plans. */
  planDrill(request: DrillRequest, lease: Lease | null): Promise<Planned<DrillPlan>>;
  /** Which apps are due. Errors: `BadRequest` where there is no backup. */
  planDrills(request: DrillNightRequest): Promise<DrillNightPlan>;
  /** Removes what drills have left that no run ends any more. */
  sweepDrills(): Promise<StepReport>;
}

export interface ArchiveActivities {
  /** What would be copied and stopped, or started again. Errors: those of a backup's plan. */
  planArchive(request: ArchiveRequest, lease: Lease | null): Promise<Planned<ArchivePlan>>;
}

export interface RecoverActivities {
  /**
   * Which apps are missing on the host, and what each comes back from.
   * Errors: `UnknownHost`, those of restic and of SSH.
   */
  planRecover(request: RecoverRequest, lease: Lease | null): Promise<Planned<RecoverPlan>>;
}

export interface MoveActivities {
  /**
   * What would be copied, stopped and started where.
   * Errors: `UnknownHost`, those of a backup's plan and of both hosts.
   */
  planMove(request: MoveRequest, lease: Lease | null): Promise<Planned<MovePlan>>;
}

export interface HostActivities {
  /** Errors: `UnknownHost`, and those of the host. */
  planHostFacts(request: HostFactsRequest, lease: Lease | null): Promise<Planned<HostPlan>>;
}

export interface ProvisionActivities {
  /** Asks the host how it is, and plans. Errors: `HostNotSupported`, `NotRoot`, and those of the host. */
  planProvision(request: ProvisionRequest, lease: Lease | null): Promise<Planned<ProvisionPlan>>;
  /** Inspects each host, changes nothing, and keeps what it found on the control host. */
  compareHosts(): Promise<HostReport[]>;
}

export interface PatchActivities {
  /** Reads the lists of packages anew, and plans. Errors: `NotRoot`, and those of the host. */
  planPatch(request: PatchRequest, lease: Lease | null): Promise<Planned<PatchPlan>>;
}

export interface CloudflareActivities {
  /** Reads what is there, and plans. Errors: `CloudflareNotOurs`, `TooMuchRemoved`, those of the API. */
  planCloudflareApply(request: CloudflareRequest, lease: Lease | null): Promise<Planned<CloudflarePlan>>;
  planCloudflareAdopt(request: AdoptRequest, lease: Lease | null): Promise<Planned<CloudflarePlan>>;
  reviewAccess(): Promise<AccessReview>;
  planCloudflareRotate(request: RotateRequest, lease: Lease | null): Promise<Planned<CloudflarePlan>>;
}

export interface RotationActivities {
  /**
   * Inspects what the present key opens, and plans.
   * Errors: those of the hosts, the repositories and sops.
   */
  planRotate(request: KeyRotationRequest, lease: Lease | null): Promise<Planned<RotationPlan>>;
}

export interface RehearsalActivities {
  /** Inspects what is needed for it, and plans. Errors: `BadRequest` where a need is not configured. */
  planRehearse(request: RehearseRequest, lease: Lease | null): Promise<Planned<RehearsalPlan>>;
  /** Those that the fleet file has the needs of, and what the others need. */
  planRehearsals(): Promise<{ fires: Fire[]; warnings: string[] }>;
}

export interface ReportActivities {
  /** Notifications and audit; never waits for a receiver. */
  reportRun(report: RunReport): Promise<void>;
  sendNotification(target: string, event: RunEvent): Promise<void>;
  /**
   * Of a night, to the fleet's `backup.ping`; nothing where there is
   * none. Its caller does without its success.
   * Errors: `NotifyFailed`.
   */
  pingNight(kind: Ping, text: string): Promise<void>;
}

export interface Activities
  extends
    StepActivities,
    LockActivities,
    ReleaseActivities,
    BackupActivities,
    RestoreActivities,
    DrillActivities,
    ArchiveActivities,
    RecoverActivities,
    MoveActivities,
    HostActivities,
    ProvisionActivities,
    PatchActivities,
    CloudflareActivities,
    RotationActivities,
    RehearsalActivities,
    ReportActivities {}

/** The activities outside a plan's steps. */
export type ActivityName = Exclude<keyof Activities, StepKind>;
