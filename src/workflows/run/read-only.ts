/** Short runs that only read: no lock, nothing is changed. */
import { checkDrillRequest } from '../../plan/drill/request';
import { checkRehearseRequest } from '../../plan/rehearsal/request';
import { checkRestoreRequest } from '../../plan/restore/request';
import { checkRestoresRequest } from '../../plan/restore/several/request';
import type {
  ArchivePlan,
  BackupPlan,
  CloudflarePlan,
  DrillPlan,
  HostPlan,
  MovePlan,
  PatchPlan,
  ProvisionPlan,
  PlanFacts,
  ReleasePlan,
  RecoverPlan,
  RehearsalPlan,
  RestorePlan,
  RotationPlan,
} from '../../protocol/plan';
import type { ReleaseRecord } from '../../protocol/release-record';
import type {
  AdoptRequest,
  ArchiveRequest,
  BackupRequest,
  CloudflareRequest,
  DeployRequest,
  HostFactsRequest,
  KeyRotationRequest,
  MoveRequest,
  PatchRequest,
  ProvisionRequest,
  RecoverRequest,
  RollbackRequest,
  RotateRequest,
} from '../../protocol/requests';
import type { AccessReview } from '../../protocol/steps/cloudflare';
import type { RestoresPlan } from '../../protocol/steps/restore';
import { activity } from './activities';
import { checkedBy } from './checked';

export async function planDeploy(request: DeployRequest): Promise<{ plan: ReleasePlan; facts: PlanFacts }> {
  return activity('planDeploy', `Plan the deploy of ${request.ref ?? 'the branch'}`)(request, null);
}

export async function planRollback(
  request: RollbackRequest,
): Promise<{ plan: ReleasePlan; facts: PlanFacts }> {
  return activity('planRollback', `Plan the rollback to ${request.to ?? 'the release before'}`)(
    request,
    null,
  );
}

export async function planBackup(request: BackupRequest): Promise<{ plan: BackupPlan; facts: PlanFacts }> {
  return activity('planBackup', `Plan the backup of ${request.app}`)(request, null);
}

export async function planArchive(request: ArchiveRequest): Promise<{ plan: ArchivePlan; facts: PlanFacts }> {
  return activity('planArchive', `Plan the archive of ${request.app}`)(request, null);
}

export async function planRestore(input: unknown): Promise<{ plan: RestorePlan; facts: PlanFacts }> {
  const request = checkedBy(checkRestoreRequest, input);
  return activity('planRestore', `Plan the restore of ${request.app}`)(request, null);
}

export async function planRestores(input: unknown): Promise<RestoresPlan> {
  const request = checkedBy(checkRestoresRequest, input);
  return activity('planRestores', 'Plan the restore of each app')(request);
}

export async function planDrill(input: unknown): Promise<{ plan: DrillPlan; facts: PlanFacts }> {
  const request = checkedBy(checkDrillRequest, input);
  return activity('planDrill', `Plan the drill of ${request.app}`)(request, null);
}

export async function planRehearse(input: unknown): Promise<{ plan: RehearsalPlan; facts: PlanFacts }> {
  const request = checkedBy(checkRehearseRequest, input);
  return activity('planRehearse', `Plan the rehearsal of ${request.scenario}`)(request, null);
}

export async function planRecover(request: RecoverRequest): Promise<{ plan: RecoverPlan; facts: PlanFacts }> {
  return activity('planRecover', `Plan the recovery of ${request.host}`)(request, null);
}

export async function planMove(request: MoveRequest): Promise<{ plan: MovePlan; facts: PlanFacts }> {
  return activity('planMove', `Plan the move of ${request.app}`)(request, null);
}

export async function planHostFacts(
  request: HostFactsRequest,
): Promise<{ plan: HostPlan; facts: PlanFacts }> {
  return activity('planHostFacts', `Plan the reading of ${request.host}`)(request, null);
}

export async function planProvision(
  request: ProvisionRequest,
): Promise<{ plan: ProvisionPlan; facts: PlanFacts }> {
  return activity('planProvision', `Plan the provisioning of ${request.host}`)(request, null);
}

export async function planPatch(request: PatchRequest): Promise<{ plan: PatchPlan; facts: PlanFacts }> {
  return activity('planPatch', `See what of ${request.host} can be upgraded`)(request, null);
}

export async function planCloudflareApply(
  request: CloudflareRequest,
): Promise<{ plan: CloudflarePlan; facts: PlanFacts }> {
  return activity('planCloudflareApply', 'Plan the changes at Cloudflare')(request, null);
}

export async function planCloudflareAdopt(
  request: AdoptRequest,
): Promise<{ plan: CloudflarePlan; facts: PlanFacts }> {
  return activity('planCloudflareAdopt', 'Plan what to mark at Cloudflare')(request, null);
}

export async function planCloudflareRotate(
  request: RotateRequest,
): Promise<{ plan: CloudflarePlan; facts: PlanFacts }> {
  return activity('planCloudflareRotate', 'Plan the rotation of the token')(request, null);
}

export async function planRotate(
  request: KeyRotationRequest,
): Promise<{ plan: RotationPlan; facts: PlanFacts }> {
  return activity('planRotate', 'Plan the rotation')(request, null);
}

export async function reviewAccess(): Promise<AccessReview> {
  return activity('reviewAccess', 'Review Access')();
}

export async function listReleases(app: string): Promise<ReleaseRecord[]> {
  return activity('listReleases', `List the releases of ${app}`)(app);
}
