/**
 * What a run asks of Temporal, in one form for both sides: the commands that
 * code gives in a replay, and the events that commands left in a history.
 *
 * Titles, timeouts, retry options and the message of a failed run are no part of it: they are free.
 */
import type { coresdk, temporal } from '@temporalio/proto';

export type Command = coresdk.workflow_commands.IWorkflowCommand;
type Event = temporal.api.history.v1.IHistoryEvent;
type Payload = temporal.api.common.v1.IPayload;
type Payloads = Record<string, Payload> | null | undefined;

/** One thing asked for, with what was given to it. */
export interface Asked {
  asks: string;
  given?: unknown;
}

const read = ({ data }: Payload): unknown =>
  data && data.length > 0 ? JSON.parse(Buffer.from(data).toString('utf8')) : null;
const list = (payloads: Payload[] | null | undefined) => (payloads ?? []).map(read);
const fields = (payloads: Payloads) =>
  Object.fromEntries(Object.entries(payloads ?? {}).map(([name, payload]) => [name, read(payload)]));
const ms = (time: { seconds?: unknown; nanos?: number | null } | null | undefined) =>
  Number(time?.seconds ?? 0) * 1000 + (time?.nanos ?? 0) / 1e6;

const activity = (name: unknown, input: Payload[] | null | undefined): Asked => ({
  asks: `activity ${name}`,
  given: list(input),
});
const child = (name: unknown, id: unknown, input: Payload[] | null | undefined): Asked => ({
  asks: `child ${name} ${id}`,
  given: list(input),
});
const ended = (how: string, given: unknown): Asked => ({ asks: `end: ${how}`, given });

function failed(failure: temporal.api.failure.v1.IFailure | null | undefined): Asked {
  const { type, details } = failure?.applicationFailureInfo ?? {};
  return ended('failed', { type, details: list(details?.payloads) });
}

/** The server's own note of patches is no doing of ours. */
const attributes = (indexed: Payloads): Asked[] => {
  const { TemporalChangeVersion: _, ...own } = indexed ?? {};
  return Object.keys(own).length > 0 ? [{ asks: 'search attributes', given: fields(own) }] : [];
};

/** Commands that leave no event of their own, or one that the replay itself compares. */
const silent = [
  'respondToQuery',
  'setPatchMarker',
  'cancelTimer',
  'requestCancelActivity',
  'cancelChildWorkflowExecution',
  'updateResponse',
];

export function ofCommand(command: Command): Asked[] {
  if (command.scheduleActivity)
    return [activity(command.scheduleActivity.activityType, command.scheduleActivity.arguments)];
  if (command.startTimer) return [{ asks: 'timer', given: ms(command.startTimer.startToFireTimeout) }];
  if (command.upsertWorkflowSearchAttributes)
    return attributes(command.upsertWorkflowSearchAttributes.searchAttributes?.indexedFields);
  if (command.modifyWorkflowProperties)
    return [{ asks: 'memo', given: fields(command.modifyWorkflowProperties.upsertedMemo?.fields) }];
  if (command.startChildWorkflowExecution) {
    const { workflowType, workflowId, input } = command.startChildWorkflowExecution;
    return [child(workflowType, workflowId, input)];
  }
  if (command.continueAsNewWorkflowExecution)
    return [ended('continued', list(command.continueAsNewWorkflowExecution.arguments))];
  if (command.completeWorkflowExecution)
    return [ended('completed', list([command.completeWorkflowExecution.result ?? {}]))];
  if (command.failWorkflowExecution) return [failed(command.failWorkflowExecution.failure)];
  if (command.cancelWorkflowExecution) return [ended('cancelled', null)];
  const [kind = ''] = Object.keys(command).filter(
    (key) => key !== 'userMetadata' && command[key as keyof Command],
  );
  if (silent.includes(kind)) return [];
  throw new Error(
    `test/histories does not know the command ${kind} yet: add it to support/commands.ts, with its event`,
  );
}

export function ofEvent(event: Event): Asked[] {
  const scheduled = event.activityTaskScheduledEventAttributes;
  if (scheduled) return [activity(scheduled.activityType?.name, scheduled.input?.payloads)];
  if (event.timerStartedEventAttributes)
    return [{ asks: 'timer', given: ms(event.timerStartedEventAttributes.startToFireTimeout) }];
  const upserted = event.upsertWorkflowSearchAttributesEventAttributes;
  if (upserted) return attributes(upserted.searchAttributes?.indexedFields);
  const modified = event.workflowPropertiesModifiedEventAttributes;
  if (modified) return [{ asks: 'memo', given: fields(modified.upsertedMemo?.fields) }];
  const started = event.startChildWorkflowExecutionInitiatedEventAttributes;
  if (started) return [child(started.workflowType?.name, started.workflowId, started.input?.payloads)];
  const continued = event.workflowExecutionContinuedAsNewEventAttributes;
  if (continued) return [ended('continued', list(continued.input?.payloads))];
  const completed = event.workflowExecutionCompletedEventAttributes;
  if (completed) return [ended('completed', list(completed.result?.payloads))];
  if (event.workflowExecutionFailedEventAttributes)
    return [failed(event.workflowExecutionFailedEventAttributes.failure)];
  if (event.workflowExecutionCanceledEventAttributes) return [ended('cancelled', null)];
  return [];
}
