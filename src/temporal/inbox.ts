import type { Client } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType, TypedSearchAttributes } from '@temporalio/common';
import { searchAttribute, taskQueue } from '../protocol/names';
import type { Look } from '../protocol/push';

/** Temporal runs at most one workflow of this id: one for each app. */
export const inboxId = (app: string): string => `inbox-${app}`;

/** Signals the app's inbox, and starts it if needed. Returns once Temporal has stored the signal. */
export async function signalInbox(client: Client, app: string, look: Look): Promise<void> {
  await client.workflow.signalWithStart('inbox', {
    workflowId: inboxId(app),
    taskQueue,
    args: [app],
    signal: 'look',
    signalArgs: [look],
    staticSummary: `inbox of ${app}: deploys its branch's head when signalled`,
    typedSearchAttributes: new TypedSearchAttributes([
      { key: defineSearchAttributeKey(searchAttribute.app, SearchAttributeType.KEYWORD), value: app },
    ]),
  });
}
