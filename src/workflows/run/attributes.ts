/** What the list of runs can be filtered by. The server must know these keys. */
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

const keyword = (name: string) => defineSearchAttributeKey(name, SearchAttributeType.KEYWORD);

export const attributes = {
  app: keyword('RoostApp'),
  host: keyword('RoostHost'),
  workflow: keyword('RoostWorkflow'),
  commit: keyword('RoostCommit'),
  operation: keyword('RoostOperation'),
  /** An `Outcome`, or `waiting` while an operator has to decide. */
  outcome: keyword('RoostOutcome'),
};
