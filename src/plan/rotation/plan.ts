import type { RotationPlan } from '../../protocol/plan';
import type { FleetScope } from '../../protocol/scope';
import { planHash } from '../hash';

export interface Made {
  scope: FleetScope;
  operation: string;
  decideWait: number;
}

type Own = Pick<RotationPlan, 'steps' | 'warnings' | 'rotation'>;

/** No question is asked: each step leaves everything readable, and a further run continues from there. */
export function rotationPlan({ scope, operation, decideWait }: Made, own: Own): RotationPlan {
  const common = {
    format: 1,
    kind: 'rotate',
    operation,
    scope,
    expects: 0,
    decideWait,
    neverAsks: true,
  } as const;
  const plan = { ...common, ...own };
  return { ...plan, hash: planHash(plan) };
}
