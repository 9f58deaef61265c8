import { searchAttribute } from '../../protocol/names';
import { areRuns } from './run-query';
import type { RunFilter } from './types';

/**
 * A query of Temporal's visibility store. Names of apps and hosts contain no quotes: the fleet file allows
 * none.
 */
export function visibilityQuery({ app, host, running }: RunFilter): string {
  const conditions = [...areRuns];
  if (app) conditions.push(`${searchAttribute.app} = "${app}"`);
  if (host) conditions.push(`${searchAttribute.host} = "${host}"`);
  if (running) conditions.push('ExecutionStatus = "Running"');
  return conditions.join(' AND ');
}
