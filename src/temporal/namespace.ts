import type { Connection, ConnectionLike } from '@temporalio/client';
import { searchAttributes } from '../protocol/names';

/** Resetting a run, or reading why last month's deploy failed, needs the history. */
export const retentionDays = 90;

const secondsPerDay = 86_400;
/** `IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD` of Temporal's API. */
const keyword = 2;

export interface NamespaceFacts {
  /** The namespace's UUID. Temporal creates it with its state, so it identifies the control plane. */
  id: string;
  retentionSeconds: number;
}

export async function describeNamespace(
  connection: Pick<ConnectionLike, 'workflowService'>,
  namespace: string,
): Promise<NamespaceFacts> {
  const { namespaceInfo, config } = await connection.workflowService.describeNamespace({ namespace });
  return {
    id: namespaceInfo?.id ?? '',
    retentionSeconds: Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0),
  };
}

/** True: it was shorter, and was extended. A longer one stays. */
export async function ensureRetention(connection: Connection, namespace: string): Promise<boolean> {
  const { retentionSeconds } = await describeNamespace(connection, namespace);
  const wanted = retentionDays * secondsPerDay;
  if (retentionSeconds >= wanted) return false;
  // The field is 64 bits wide; the API's own type wants a Long, which a plain number converts to.
  const workflowExecutionRetentionTtl = { seconds: wanted as never };
  await connection.workflowService.updateNamespace({ namespace, config: { workflowExecutionRetentionTtl } });
  return true;
}

/** Adds the missing attributes; returns their names. */
export async function ensureSearchAttributes(connection: Connection, namespace: string): Promise<string[]> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const missing = searchAttributes.filter((name) => !(name in (customAttributes ?? {})));
  if (missing.length === 0) return [];
  const wanted = Object.fromEntries(missing.map((name) => [name, keyword]));
  await connection.operatorService.addSearchAttributes({ namespace, searchAttributes: wanted });
  return missing;
}
