/** What the list of runs can be filtered by. The server must know these keys. */
import {
  defineSearchAttributeKey,
  SearchAttributeType,
  type SearchAttributePair,
  type SearchAttributeUpdatePair,
} from '@temporalio/common';
import { patched, workflowInfo } from '@temporalio/workflow';
import { snapshotName } from '../../../plan/about';
import { searchAttribute } from '../../../protocol/names';
import type { Plan } from '../../../protocol/plan';
import { appAndHost, type Scope, type ScopeName } from '../../../protocol/scope';

const keyword = (name: string) => defineSearchAttributeKey(name, SearchAttributeType.KEYWORD);

export const attributes = {
  app: keyword(searchAttribute.app),
  host: keyword(searchAttribute.host),
  workflow: keyword(searchAttribute.workflow),
  commit: keyword(searchAttribute.commit),
  operation: keyword(searchAttribute.operation),
  outcome: keyword(searchAttribute.outcome),
  snapshot: keyword(searchAttribute.snapshot),
  by: keyword(searchAttribute.by),
};

/** App and host of a scope, as far as it has them. */
export function scopeAttributes(scope: ScopeName | Scope): SearchAttributePair[] {
  const { app, host } = appAndHost(scope);
  const pairs: SearchAttributePair[] = [];
  if (app !== null) pairs.push({ key: attributes.app, value: app });
  if (host !== null) pairs.push({ key: attributes.host, value: host });
  return pairs;
}

const ofOneRun = [attributes.commit, attributes.operation, attributes.outcome, attributes.snapshot];

/**
 * *Start Workflow Like This One* of the UI gives a run the attributes of
 * another, its outcome too: those are cleared.
 */
export function withoutCopied(): SearchAttributeUpdatePair[] {
  const { typedSearchAttributes: begun } = workflowInfo();
  const cleared = (key: (typeof ofOneRun)[number]): SearchAttributeUpdatePair => ({ key, value: null });
  return ofOneRun.filter((key) => begun.get(key) !== undefined).map(cleared);
}

/**
 * Who has asked for it. A gateway that knows the person has said so at
 * the start, and knows better than the input.
 */
export function byAttribute(by: string | undefined): SearchAttributePair[] {
  const known = workflowInfo().typedSearchAttributes.get(attributes.by);
  return by !== undefined && known === undefined && patched('list-by')
    ? [{ key: attributes.by, value: by }]
    : [];
}

/** Of a restore or drill. */
export function snapshotAttribute(plan: Plan): SearchAttributePair[] {
  const snapshot =
    plan.kind === 'restore' ? plan.restore.snapshot : plan.kind === 'drill' ? plan.drill.snapshot : null;
  return snapshot && patched('list-by') ? [{ key: attributes.snapshot, value: snapshotName(snapshot) }] : [];
}
