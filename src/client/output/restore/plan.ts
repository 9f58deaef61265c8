/** What a restore's plan has besides its steps. Pure. */
import { onlyIf } from '../../../lib/only-if';
import { sentences } from '../../../lib/sentences';
import { bytes, plural, seconds, span } from '../../../lib/units';
import { itemName } from '../../../plan/about';
import { short } from '../../../plan/short';
import type { PlanFacts } from '../../../protocol/plan';
import type { LiveAmount, Restored, RestoreItem, RestoreSummary } from '../../../protocol/steps/restore';
import type { Pair } from '../text';

const TABLES_MAX = 20;

export function restorePairs(
  { snapshot, into, items, keep, release: back, undoes }: RestoreSummary,
  facts: PlanFacts | null,
): Pair[] {
  const found = facts?.restore;
  if (undoes) return [...undoPairs(undoes.at, items, keep, facts), ...releasePair(back)];
  const release = [snapshot.commit && short(snapshot.commit), snapshot.version].filter(Boolean).join(' ');
  const time = span(keep / 1000);
  const pairs: Pair[] = [
    [
      'snapshot',
      `${snapshot.id.slice(0, 8)} of ${snapshot.app ? `${snapshot.app}, ` : ''}${snapshot.time.slice(0, 19).replace('T', ' ')}${found ? `, ${span(found.age)} old` : ''}`,
    ],
    ['taken of', release || 'a release that the snapshot does not name'],
    ['brings', items.map((item) => `${itemName(item)}: ${amountText(item)}`)],
    [
      into === 'live' ? 'replaces' : 'into',
      into === 'live' ? (found?.now ?? []).flatMap(nowLines) : 'beside the live data, which stay as they are',
    ],
  ];
  if (found && into === 'live') pairs.push(['lost', lostText(found.age)]);
  if (found?.drill)
    pairs.push([
      'last drill',
      sentences(
        `on ${found.drill.at.slice(0, 10)} ${bytes(found.drill.bytes)} were restored,`,
        `and the app ran, after ${seconds(found.drill.seconds)}`,
      ),
    ]);
  if (found) {
    const { hostNeeded, hostFree, controlNeeded, controlFree } = found.room;
    pairs.push([
      'room',
      [
        `${bytes(hostNeeded)} of ${bytes(hostFree)} free on the host`,
        `${bytes(controlNeeded)} of ${bytes(controlFree)} free on the control host`,
      ],
    ]);
  }
  pairs.push([
    'way back',
    into === 'live' && items.some(({ kind }) => kind === 'script')
      ? `the former data are kept as dumps and archives for ${time}, then removed by a later restore`
      : into === 'live'
        ? `the former data are kept beside the live ones for ${time}, then removed by a later restore`
        : `the copies are kept for ${time}`,
  ]);
  return [...pairs, ...releasePair(back)];
}

const releasePair = (back: RestoreSummary['release']): Pair[] =>
  back
    ? [
        [
          'release',
          sentences(
            `release ${back.made} is made of release ${back.to}${back.commit ? ` (${short(back.commit)})` : ''};`,
            `release ${back.left} is left`,
          ),
        ],
      ]
    : [];

function undoPairs(at: string, items: RestoreItem[], keep: number, facts: PlanFacts | null): Pair[] {
  const found = facts?.restore;
  const time = span(keep / 1000);
  return [
    [
      'undoes',
      `the restore of ${at.slice(0, 16).replace('T', ' ')}${found ? `, ${span(found.age)} ago` : ''}`,
    ],
    ['brings', items.map((item) => `${itemName(item)} as it was before that`)],
    // Rows now, and as they were restored: the difference was written since.
    ['replaces', (found?.now ?? []).flatMap(nowLines)],
    [
      'way back',
      `what is live now is kept for ${time}; a restore of its snapshot lacks what was written since`,
    ],
  ];
}

const amountText = ({ files, bytes: size, kind }: RestoreItem): string =>
  kind === 'postgres' ? `a dump of ${bytes(size)}` : `${plural(files, 'file')}, ${bytes(size)}`;

const lostText = (age: number): string =>
  `what was written in the ${span(age)} since the snapshot, to what is replaced`;

function nowLines({ what, bytes: size, files, tables }: LiveAmount): string[] {
  const amount = [files !== null && plural(files, 'file'), size !== null && bytes(size)]
    .filter(Boolean)
    .join(', ');
  const head = `${what}: ${amount || 'what is there now'}`;
  if (!tables) return [head];
  const lines = tables.map(({ table, now, then }) =>
    then === undefined
      ? `  ${table}: ${plural(now, 'row')} now`
      : `  ${table}: ${plural(now, 'row')} now, ${then} then`,
  );
  const more = lines.length - TABLES_MAX;
  return [head, ...lines.slice(0, TABLES_MAX), ...onlyIf(more > 0, `  and ${plural(more, 'table')}`)];
}

/** Where the formerly live data are now. */
export const restoredLines = ({ keptUntil, items }: Restored): string[] => [
  `Kept until ${keptUntil.slice(0, 10)}:`,
  ...items.map(({ what, kept }) => `  ${what}: ${kept}`),
];
