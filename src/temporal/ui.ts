/** The page of a run in Temporal's UI; without a run id the UI shows the latest run of the workflow. */
export function runPage(ui: string, namespace: string, workflowId: string, runId?: string): string {
  const base = `${ui.replace(/\/$/, '')}/namespaces/${encodeURIComponent(namespace)}`;
  const workflow = `${base}/workflows/${encodeURIComponent(workflowId)}`;
  return runId ? `${workflow}/${encodeURIComponent(runId)}/history` : workflow;
}
