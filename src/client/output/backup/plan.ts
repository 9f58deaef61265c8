/** What a backup's plan has besides its steps. Pure. */
import { bytes } from '../../../lib/units';
import { sourceName } from '../../../plan/about';
import { short } from '../../../plan/short';
import type { BackupSummary, PlanFacts } from '../../../protocol/plan';
import { room } from '../release/plan';
import type { Pair } from '../text';

export function backupPairs({ sources, commit, version }: BackupSummary, facts: PlanFacts | null): Pair[] {
  const release = [commit && short(commit), version].filter(Boolean).join(' ');
  const found: Pair[] = [
    ['copies', sources.map(sourceName)],
    ['serves', release || 'a commit that roost does not know'],
  ];
  if (facts)
    found.push(['room', [...room(facts), `${bytes(facts.stagingFreeBytes ?? 0)} free on the control host`]]);
  return found;
}
