/** What an upgrade of a host does. Pure. */
import type { PatchPlan } from '../../../protocol/plan';
import { shorten, type Pair } from '../text';
import type { Theme } from '../theme';

export function patchPairs({ patch: { count, reboot, mayNeedReboot, when, apps } }: PatchPlan): Pair[] {
  const need = reboot ?? (mayNeedReboot ? 'probably, after the upgrade' : 'not needed so far');
  const done = { never: '', needed: '; restarted if needed', always: '; restarted in any case' }[when];
  return [
    ['packages', count === 0 ? 'nothing to upgrade' : `${count} to upgrade`],
    ['restart', `${need}${done}`],
    ['held off', apps.join(', ') || 'no app'],
  ];
}

export function upgradeLines({ patch: { upgrades, count } }: PatchPlan, { paint, width }: Theme): string[] {
  if (count === 0) return [];
  const more = count - upgrades.length;
  return [
    paint.bold('Packages'),
    ...upgrades.map(({ name, from, to }) => shorten(`  ${name}  ${from ?? 'new'} → ${to}`, width)),
    ...(more > 0 ? [`  and ${more} more`] : []),
    '',
  ];
}
