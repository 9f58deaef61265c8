import { createHash } from 'node:crypto';
import type { Plan } from './types';

const PLACEHOLDER = '@operation';

/** JSON with sorted keys, so that equal plans give equal text. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).filter(([, v]) => v !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([k, v]) => [k, canonical(v)]));
}

/** The plan's identity: equal for two readings of an unchanged world, whatever operation id each drew. */
export function planHash(plan: Omit<Plan, 'hash'>): string {
  const { operation, ...rest } = plan;
  const text = JSON.stringify(canonical(rest)).replaceAll(operation, PLACEHOLDER);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
