import { canonicalJson, digestOf } from '../lib/digest';
import type { BackupPlan, ReleasePlan } from '../protocol/plan';

const PLACEHOLDER = '@operation';

/** The plan's identity: equal for two readings of an unchanged world, whatever operation id each drew. */
export function planHash(plan: Omit<ReleasePlan, 'hash'> | Omit<BackupPlan, 'hash'>): string {
  const { operation, ...rest } = plan;
  return digestOf(canonicalJson(rest).replaceAll(operation, PLACEHOLDER));
}
