import { canonicalJson, digestOf } from '../digest';
import type { Plan } from './types';

const PLACEHOLDER = '@operation';

/** The plan's identity: equal for two readings of an unchanged world, whatever operation id each drew. */
export function planHash(plan: Omit<Plan, 'hash'>): string {
  const { operation, ...rest } = plan;
  return digestOf(canonicalJson(rest).replaceAll(operation, PLACEHOLDER));
}
