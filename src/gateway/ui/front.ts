/**
 * The front page of the UI behind the gateway: Temporal's list of runs, with roost's
 * columns and without chores. The UI keeps columns and views in the browser, so they
 * are set there; those that a person has chosen stay.
 */
import { createHash } from 'node:crypto';
import { searchAttribute } from '../../protocol/names';
import { operationsPage, operationsQuery } from '../../temporal/ui';

const { workflow, app, host, outcome, snapshot, by } = searchAttribute;
const columns = ['Status', 'Workflow ID', workflow, app, host, outcome, snapshot, by, 'Start', 'End'];

/** What the list of the embedded UI keeps in the browser, by its own keys. */
const kept = {
  'namespace-workflow-table-columns': columns.map((label) => ({ label })),
  'saved-workflow-queries': [
    { id: 'roost-operations', name: 'Operations', type: 'user', query: operationsQuery },
    {
      id: 'roost-waiting',
      name: 'Waiting for a decision',
      type: 'user',
      query: `${searchAttribute.outcome} = "waiting"`,
    },
  ],
};

export interface FrontPage {
  html: string;
  /** Of the header `content-security-policy`: only this page's script runs. */
  policy: string;
}

export function frontPage(namespace: string): FrontPage {
  const list = operationsPage('', namespace);
  const data = JSON.stringify({ namespace, kept, list }).replaceAll('<', '\\u003c');
  const script = `
const { namespace, kept, list } = ${data};
for (const [key, value] of Object.entries(kept)) {
  let all = {};
  try {
    all = JSON.parse(localStorage.getItem(key)) ?? {};
  } catch {}
  if (!all[namespace]?.length) localStorage.setItem(key, JSON.stringify({ ...all, [namespace]: value }));
}
location.replace(list);
`;
  const hash = createHash('sha256').update(script).digest('base64');
  return {
    html: `<!doctype html><html lang="en"><meta charset="utf-8"><title>roost</title><a href="${list.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}">Operations</a><script>${script}</script></html>`,
    policy: `default-src 'none'; script-src 'sha256-${hash}'`,
  };
}
