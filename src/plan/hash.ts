import { canonicalJson, digestOf } from '../lib/digest';

const PLACEHOLDER = '@operation';

/** The plan's identity: equal for two readings of an unchanged world, whatever operation id each drew. */
export function planHash(plan: { operation: string }): string {
  const { operation, ...rest } = plan;
  return digestOf(canonicalJson(rest).replaceAll(operation, PLACEHOLDER));
}
