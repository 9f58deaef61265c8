/** What a host lacks of what the fleet file says. Pure. */
import type { ProvisionPlan } from '../../../protocol/plan';
import { shorten, type Pair } from '../text';
import type { Theme } from '../theme';

export const provisionPairs = ({ provision: { system, drifts, same } }: ProvisionPlan): Pair[] => [
  ['system', system],
  ['resources', `${drifts.length} to change, ${same} as they should be`],
];

/** Both values of each that differs. */
export function driftLines({ provision: { drifts } }: ProvisionPlan, { paint, width }: Theme): string[] {
  if (drifts.length === 0) return [];
  return [
    paint.bold('Differs'),
    ...drifts.flatMap(({ kind, name, is, want }) => [
      shorten(`  ${kind} ${name}`, width),
      paint.red(shorten(`    - ${is}`, width)),
      paint.green(shorten(`    + ${want}`, width)),
    ]),
    '',
  ];
}
