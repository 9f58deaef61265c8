/** What the list of runs can be filtered by. The server must know these keys. */
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { searchAttribute } from '../../protocol/search-attributes';

const keyword = (name: string) => defineSearchAttributeKey(name, SearchAttributeType.KEYWORD);

export const attributes = {
  app: keyword(searchAttribute.app),
  host: keyword(searchAttribute.host),
  workflow: keyword(searchAttribute.workflow),
  commit: keyword(searchAttribute.commit),
  operation: keyword(searchAttribute.operation),
  outcome: keyword(searchAttribute.outcome),
};
