/**
 * Finds who started a run. The input of a run from a UI form may have any name, so the client's identity
 * decides.
 */
import type { Client } from '@temporalio/client';
import { clientIdentity } from '../../temporal/connect';
import { read, type Data } from './payload';

/** Optional fields of every run's input. */
export interface RunRequest {
  app?: string;
  host?: string;
  by?: string;
  reason?: string;
}

export interface Started {
  who: string;
  /** The client, as Temporal recorded it. */
  origin: string | null;
  /** ISO 8601. */
  startedAt: string;
  request: RunRequest;
}

export interface FirstEvent {
  eventTime?: { seconds?: unknown; nanos?: number | null } | null;
  workflowExecutionStartedEventAttributes?: {
    identity?: string | null;
    parentWorkflowExecution?: object | null;
    input?: { payloads?: Data[] | null } | null;
  } | null;
}

export async function startedOf(
  { workflowService, options }: Client,
  workflowId: string,
  runId: string,
): Promise<Started> {
  const { history } = await workflowService.getWorkflowExecutionHistory({
    namespace: options.namespace,
    execution: { workflowId, runId },
    maximumPageSize: 1,
  });
  return readStart((history?.events?.[0] ?? {}) as FirstEvent);
}

/**
 * roost's own clients and workflows write the person into the input. The UI
 * sends no identity, unless a proxy adds the `identity` of the logged-in person.
 * Its *Start Workflow Like This One* copies another run's input, with the name.
 * Any other client is known by its own identity.
 */
export function readStart({
  eventTime,
  workflowExecutionStartedEventAttributes: started,
}: FirstEvent): Started {
  const identity = started?.identity ?? '';
  const input = read(started?.input?.payloads?.[0]);
  const request = (typeof input === 'object' && input !== null ? input : {}) as RunRequest;
  const isOurs = Boolean(started?.parentWorkflowExecution) || identity.startsWith(`${clientIdentity}:`);
  const isScheduled = identity.startsWith('temporal-scheduler');
  const who = isOurs
    ? (request.by ?? 'unknown')
    : isScheduled
      ? (request.by ?? 'schedule')
      : identity || 'ui';
  const ms = Number(eventTime?.seconds ?? 0) * 1_000 + (eventTime?.nanos ?? 0) / 1e6;
  return { who, origin: identity || null, startedAt: new Date(ms).toISOString(), request };
}
