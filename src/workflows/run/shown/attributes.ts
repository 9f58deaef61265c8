/** What the list of runs can be filtered by. The server must know these keys. */
import { defineSearchAttributeKey, SearchAttributeType, type SearchAttributePair } from '@temporalio/common';
import { searchAttribute } from '../../../protocol/names';
import { appAndHost, type Scope, type ScopeName } from '../../../protocol/scope';

const keyword = (name: string) => defineSearchAttributeKey(name, SearchAttributeType.KEYWORD);

export const attributes = {
  app: keyword(searchAttribute.app),
  host: keyword(searchAttribute.host),
  workflow: keyword(searchAttribute.workflow),
  commit: keyword(searchAttribute.commit),
  operation: keyword(searchAttribute.operation),
  outcome: keyword(searchAttribute.outcome),
};

/** App and host of a scope, as far as it has them. */
export function scopeAttributes(scope: ScopeName | Scope): SearchAttributePair[] {
  const { app, host } = appAndHost(scope);
  const pairs: SearchAttributePair[] = [];
  if (app !== null) pairs.push({ key: attributes.app, value: app });
  if (host !== null) pairs.push({ key: attributes.host, value: host });
  return pairs;
}
