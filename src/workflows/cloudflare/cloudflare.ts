import type { AdoptRequest, CloudflareRequest, RotateRequest } from '../../protocol/requests';
import type { RunResult } from '../../protocol/run';
import { activity } from '../run/activities';
import { runPlanned } from '../run/runPlanned';

/** Brings Cloudflare to what the fleet file wants. */
export async function cloudflareApply(request: CloudflareRequest): Promise<RunResult> {
  return runPlanned({
    kind: 'cloudflareApply',
    scope: { kind: 'fleet' },
    request,
    plan: (lease) => activity('planCloudflareApply', 'Plan the changes at Cloudflare')(request, lease),
  });
}

/** Marks what is at Cloudflare, and in the fleet file, as roost's. */
export async function cloudflareAdopt(request: AdoptRequest): Promise<RunResult> {
  return runPlanned({
    kind: 'cloudflareAdopt',
    scope: { kind: 'fleet' },
    request,
    plan: (lease) => activity('planCloudflareAdopt', 'Plan what to mark at Cloudflare')(request, lease),
  });
}

/** Puts another API token in place of the present one. */
export async function cloudflareRotate(request: RotateRequest): Promise<RunResult> {
  return runPlanned({
    kind: 'cloudflareRotate',
    scope: { kind: 'fleet' },
    request,
    plan: (lease) => activity('planCloudflareRotate', 'Plan the rotation of the token')(request, lease),
  });
}
