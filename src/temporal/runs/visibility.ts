import { searchAttribute } from '../../protocol/names';
import { areRuns } from './run-query';
import type { RunFilter } from './types';

/** A query of Temporal's visibility store. Names of apps and hosts hold no quotes: they come from the fleet file's patterns. */
export function visibilityQuery({ app, host, running }: RunFilter): string {
  return [
    ...areRuns,
    ...(app ? [`${searchAttribute.app} = "${app}"`] : []),
    ...(host ? [`${searchAttribute.host} = "${host}"`] : []),
    ...(running ? ['ExecutionStatus = "Running"'] : []),
  ].join(' AND ');
}
