import { searchAttribute } from '../protocol/names';

/** Runs that change or prove something, without messages, plans and comparisons. */
export const operationsQuery = `${searchAttribute.workflow} IS NOT NULL AND ${searchAttribute.workflow} != "notify"`;

/** The list of operations in Temporal's UI. */
export function operationsPage(ui: string, namespace: string): string {
  const base = `${ui.replace(/\/$/, '')}/namespaces/${encodeURIComponent(namespace)}`;
  return `${base}/workflows?query=${encodeURIComponent(operationsQuery)}`;
}

/** The page of a run in Temporal's UI; without a run id the UI shows the latest run of the workflow. */
export function runPage(ui: string, namespace: string, workflowId: string, runId?: string): string {
  const base = `${ui.replace(/\/$/, '')}/namespaces/${encodeURIComponent(namespace)}`;
  const workflow = `${base}/workflows/${encodeURIComponent(workflowId)}`;
  return runId ? `${workflow}/${encodeURIComponent(runId)}/history` : workflow;
}
