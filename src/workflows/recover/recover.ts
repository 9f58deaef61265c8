import { ApplicationFailure } from '@temporalio/common';
import { executeChild, workflowInfo } from '@temporalio/workflow';
import type { RecoverRequest } from '../../protocol/requests';
import type { RunResult } from '../../protocol/run';
import type { provision } from '../provision/provision';
import { activity } from '../run/activities';
import { endOfChild } from '../run/children';
import { summaryOf } from '../run/options';
import { runPlanned } from '../run/runPlanned';
import { attributes } from '../run/shown/attributes';

/**
 * Brings the apps of a host back that was lost; a bare host is provisioned before, by a
 * run of its own, since it has not yet the account in whose home the lock is. It may be
 * started again at any time: what is done stays done.
 */
export async function recover(request: RecoverRequest): Promise<RunResult> {
  const { user } = request;
  return runPlanned({
    kind: 'recover',
    scope: { kind: 'host', host: request.host },
    request,
    before:
      user === undefined ? undefined : { phase: 'provisioning', work: () => provisionFirst(request, user) },
    plan: (lease) => activity('planRecover', `Plan the recovery of ${request.host}`)(request, lease),
  });
}

/** Errors: those of provisioning; `LockedElsewhere` where another run provisions it. */
async function provisionFirst({ host, by }: RecoverRequest, user: string): Promise<void> {
  const { workflowId } = workflowInfo();
  try {
    await executeChild<typeof provision>('provision', {
      workflowId: `provision-${workflowId}`,
      args: [{ host, user, by, reason: `the recovery ${workflowId}` }],
      parentClosePolicy: 'REQUEST_CANCEL',
      cancellationType: 'WAIT_CANCELLATION_COMPLETED',
      staticSummary: summaryOf(`provision ${host}: before its apps come back`),
      typedSearchAttributes: [
        { key: attributes.host, value: host },
        { key: attributes.workflow, value: 'provision' },
      ],
    });
  } catch (error) {
    const running = { code: 'LockedElsewhere', message: 'another run provisions it' };
    const { code, message } = endOfChild(error, running);
    throw ApplicationFailure.nonRetryable(`${host} could not be provisioned: ${message}`, code);
  }
}
