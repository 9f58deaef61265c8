/** What the plans of rehearsals have alike. Pure. */
import type { RehearsalPlan } from '../../protocol/plan';
import type { FleetScope } from '../../protocol/scope';
import type { RehearsalSummary } from '../../protocol/steps/rehearsal';
import { planHash } from '../hash';

export interface RehearsalOptions {
  scope: FleetScope;
  operation: string;
  decideWait: number;
}

export const brief = { retry: 'short', onFailure: 'undo' } as const;
/** Seconds. */
export const lengthy = { retry: 'long', limit: 3_600, onFailure: 'undo' } as const;

export function rehearsalOf(
  rehearsal: RehearsalSummary,
  { steps, warnings }: Pick<RehearsalPlan, 'steps' | 'warnings'>,
  { scope, operation, decideWait }: RehearsalOptions,
): RehearsalPlan {
  const plan: Omit<RehearsalPlan, 'hash'> = {
    format: 1,
    kind: 'rehearse',
    operation,
    scope,
    expects: 0,
    warnings,
    steps,
    decideWait,
    // It can be run again, and the rehearsal of the quarter waits for it.
    neverAsks: true,
    rehearsal,
  };
  return { ...plan, hash: planHash(plan) };
}
