/** What the plan of an archive has besides its steps. Pure. */
import { sourceName } from '../../../plan/about';
import { short } from '../../../plan/short';
import type { ArchiveSummary } from '../../../protocol/archive';
import type { PlanFacts } from '../../../protocol/plan';
import { room } from '../release/plan';
import type { Pair } from '../text';

export function archivePairs(
  { undo, sources, kept, commit, version }: ArchiveSummary,
  facts: PlanFacts | null,
): Pair[] {
  const release =
    [commit && short(commit), version].filter(Boolean).join(' ') || 'a commit that roost does not know';
  if (undo) return [['returns', release]];
  return [
    ['serves', release],
    ['last backup', sources.length > 0 ? sources.map(sourceName) : 'none'],
    ['kept', kept],
    ...(facts ? ([['room', room(facts)]] as Pair[]) : []),
  ];
}
