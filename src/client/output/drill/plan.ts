/** What a drill's plan has besides its steps. Pure. */
import { sentences } from '../../../lib/sentences';
import { bytes, plural, span } from '../../../lib/units';
import { itemName } from '../../../plan/about';
import { short } from '../../../plan/short';
import type { PlanFacts } from '../../../protocol/plan';
import type { DrillSummary } from '../../../protocol/steps/drill';
import type { Pair } from '../text';

export function drillPairs(
  { snapshot, items, rows, limits, corrupt }: DrillSummary,
  facts: PlanFacts | null,
): Pair[] {
  const found = facts?.drill;
  const release = [snapshot.commit && short(snapshot.commit), snapshot.version].filter(Boolean).join(' ');
  const names = Object.keys(limits.env);
  const pairs: Pair[] = [
    [
      'snapshot',
      `${snapshot.id.slice(0, 8)} of ${snapshot.time.slice(0, 19).replace('T', ' ')}${found ? `, ${span(found.age)} old` : ''}`,
    ],
    ['starts', release],
    [
      'restores',
      items.map((item) => `${itemName(item)}: ${plural(item.files, 'file')}, ${bytes(item.bytes)}`),
    ],
    [
      'compares',
      rows
        ? `${plural(rows.rows, 'row')} of ${plural(rows.tables, 'table')}`
        : 'files and bytes; the snapshot lists no rows',
    ],
    [
      'each has',
      sentences(
        `${plural(limits.cpus, 'CPU')}, ${bytes(limits.memory)},`,
        `no way out${names.length > 0 ? `; ${names.join(', ')} of its own` : ''}`,
      ),
    ],
  ];
  if (corrupt) pairs.push(['then', 'its data are damaged on purpose, and restored again']);
  if (found)
    pairs.push([
      'room',
      [
        `${bytes(found.hostNeeded)} of ${bytes(found.hostFree)} free on the host`,
        `${bytes(found.controlNeeded)} of ${bytes(found.controlFree)} free on the control host`,
      ],
    ]);
  return pairs;
}
