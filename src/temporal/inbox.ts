import type { Client } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType, TypedSearchAttributes } from '@temporalio/common';
import { searchAttribute, taskQueue } from '../protocol/names';
import type { Look } from '../protocol/push';

/** One at a time per app: Temporal itself sees to that. */
export const inboxId = (app: string): string => `inbox-${app}`;

/** Returns once Temporal holds the signal: the app's inbox is told, and started if there is none. */
export async function signalInbox(client: Client, app: string, look: Look): Promise<void> {
  await client.workflow.signalWithStart('inbox', {
    workflowId: inboxId(app),
    taskQueue,
    args: [app],
    signal: 'look',
    signalArgs: [look],
    staticSummary: `inbox of ${app}: deploys its branch's head while somebody asks`,
    typedSearchAttributes: new TypedSearchAttributes([
      { key: defineSearchAttributeKey(searchAttribute.app, SearchAttributeType.KEYWORD), value: app },
    ]),
  });
}
