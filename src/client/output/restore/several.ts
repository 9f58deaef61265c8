/** The plan of a restore of several apps. Pure. */
import { sentences } from '../../../lib/sentences';
import { bytes, plural } from '../../../lib/units';
import type { RestoresApp, RestoresPlan } from '../../../protocol/steps/restore';

export function restoresLines({ hash, into, apps, atOnce }: RestoresPlan): string[] {
  const total = apps.reduce((sum, one) => sum + one.bytes, 0);
  return [
    sentences(
      `restore of ${plural(apps.length, 'app')}, ${bytes(total)},`,
      `${into === 'live' ? 'in place of the live data' : 'beside the live data'}`,
    ),
    `  plan ${hash}, ${atOnce.all} at once, ${atOnce.perHost} on a host`,
    ...apps.flatMap(appLines),
  ];
}

const appLines = (
  { app, host, needs, snapshot, time, brings, bytes: size, warnings }: RestoresApp,
  i: number,
): string[] => [
  '',
  `  ${i + 1}. ${app} on ${host}${needs.length > 0 ? `, after ${needs.join(', ')}` : ''}`,
  `     snapshot ${snapshot.slice(0, 8)} of ${time.slice(0, 19).replace('T', ' ')}, ${bytes(size)}`,
  `     brings ${brings.join(', ')}`,
  ...warnings.map((text) => `     ! ${text}`),
];
