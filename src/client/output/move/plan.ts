/** What the plan of a move has besides its steps. Pure. */
import { span } from '../../../lib/units';
import { short } from '../../../plan/short';
import type { PlanFacts } from '../../../protocol/plan';
import type { MoveSummary } from '../../../protocol/steps/move';
import { room } from '../release/plan';
import type { Pair } from '../text';

export function movePairs(
  { way, from, to, commit, version, data, kept }: MoveSummary,
  facts: PlanFacts | null,
  down?: number,
): Pair[] {
  const release =
    [commit && short(commit), version].filter(Boolean).join(' ') || 'a commit that roost does not know';
  const pairs: Pair[] = [
    ['serves', `${release} on ${from}`],
    [way === 'confirm' ? 'no way back to' : 'will serve on', to],
  ];
  if (way === 'move') pairs.push(['copied', data.length > 0 ? data : 'no data']);
  pairs.push([`kept on ${way === 'confirm' ? to : from}`, kept]);
  if (down !== undefined)
    pairs.push(['down for', `at most ${span(down / 1000)}; then the way back begins by itself`]);
  if (facts && way === 'move') pairs.push(['room', room(facts)]);
  return pairs;
}
