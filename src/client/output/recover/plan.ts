/** What the plan of a recovery has besides its steps. Pure. */
import { onlyIf } from '../../../lib/only-if';
import { short } from '../../../plan/short';
import type { RecoverSummary } from '../../../protocol/steps/recover';
import type { Pair } from '../text';

export const recoverPairs = ({ apps, there }: RecoverSummary): Pair[] => [
  ...apps.map(({ app, commit, snapshot }): Pair => {
    const from = snapshot
      ? `${snapshot.id.slice(0, 8)} of ${snapshot.time.slice(0, 16).replace('T', ' ')}${snapshot.proven ? ', proven' : ''}`
      : 'no snapshot';
    return [app, `${commit ? short(commit) : 'its branch'}, data of ${from}`];
  }),
  ...onlyIf<Pair>(there.length > 0, ['there already', there.join(', ')]),
];
