/**
 * An app's inbox: holds whether its branch's head is to be inspected again, and
 * starts each deploy as a run of its own. It lives as long as somebody asks.
 */
import { ChildWorkflowFailure, WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  CancellationScope,
  continueAsNew,
  setCurrentDetails,
  setHandler,
  startChild,
  uuid4,
  workflowInfo,
} from '@temporalio/workflow';
import type { Look } from '../../protocol/push';
import type { DeployRequest } from '../../protocol/requests';
import { look } from '../run/messages';
import { summaryOf } from '../run/options';
import { attributes } from '../run/shown/attributes';
import type { deploy } from './deploy';

/** What one deploy answers: however many asked, the head is read once. */
interface Asked {
  /** A delivery among them makes it a delivery's. */
  by: Look['by'];
  /** Of the newest delivery. */
  id?: string;
  count: number;
}

export async function inbox(app: string, left: Asked | null = null): Promise<{ deploys: number }> {
  let asked = left;
  let deploys = 0;
  setHandler(look, (one) => void (asked = joined(asked, one)), {
    description: 'The head of the app\'s branch may be new. Input: {"by": "delivery"}',
  });
  // The signal that started this run is there by now; without one there is nothing to do.
  while (asked !== null) {
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof inbox>(app, asked);
    const now: Asked = asked;
    asked = null;
    deploys += 1;
    await deployHead(app, now);
  }
  return { deploys };
}

function joined(asked: Asked | null, { by, id }: Look): Asked {
  const count = (asked?.count ?? 0) + 1;
  if (by === 'comparison') return { by, ...asked, count };
  return { by, id, count };
}

/** Returns when the deploy has ended, whichever way: its own run reports that. */
async function deployHead(app: string, asked: Asked): Promise<void> {
  const workflowId = `deploy-${app}-${uuid4().slice(0, 8)}`;
  const request = requestOf(app, asked);
  setCurrentDetails(`### inbox of ${app}\n\n\`${workflowId}\` deploys the head, for ${request.reason}`);
  try {
    const child = await startChild<typeof deploy>('deploy', {
      workflowId,
      args: [request],
      // It goes on whatever becomes of this run.
      parentClosePolicy: 'ABANDON',
      cancellationType: 'ABANDON',
      staticSummary: summaryOf(`deploy ${app}: head, ${request.by}`),
      staticDetails: `Started by the inbox of ${app}, for ${request.reason}.`,
      typedSearchAttributes: [
        { key: attributes.app, value: app },
        { key: attributes.workflow, value: 'deploy' },
      ],
    });
    await child.result();
  } catch (error) {
    if (CancellationScope.current().consideredCancelled) throw error;
    // A reset inbox finds the deploy that it has started before: the lock lets only one of them work.
    if (error instanceof WorkflowExecutionAlreadyStartedError || error instanceof ChildWorkflowFailure)
      return;
    throw error;
  }
}

function requestOf(app: string, { by, id, count }: Asked): DeployRequest {
  const more = count > 1 ? ` and ${count - 1} more` : '';
  const reason =
    by === 'comparison' ? `the comparison of heads${more}` : `delivery ${id ?? 'without an id'}${more}`;
  return { app, automatic: by, by: by === 'comparison' ? 'comparison' : 'push', reason };
}
