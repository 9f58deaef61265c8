import { searchAttribute } from '../../protocol/names';
import { areRuns } from './run-query';
import type { RunFilter } from './types';

/** A query of Temporal's visibility store. App names hold no quotes: they come from the fleet file's pattern. */
export function visibilityQuery({ app, running }: RunFilter): string {
  return [
    ...areRuns,
    ...(app ? [`${searchAttribute.app} = "${app}"`] : []),
    ...(running ? ['ExecutionStatus = "Running"'] : []),
  ].join(' AND ');
}
