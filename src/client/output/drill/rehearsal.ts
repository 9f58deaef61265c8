/** What a rehearsal's plan has besides its steps. Pure. */
import { span } from '../../../lib/units';
import type { PlanFacts } from '../../../protocol/plan';
import type { RehearsalSummary } from '../../../protocol/steps/rehearsal';
import type { Pair } from '../text';

export function rehearsalPairs({ pairs, takenAt }: RehearsalSummary, facts: PlanFacts | null): Pair[] {
  if (takenAt === undefined || !facts) return pairs;
  return [...pairs, ['age', span((Date.parse(facts.gatheredAt) - Date.parse(takenAt)) / 1000)]];
}
