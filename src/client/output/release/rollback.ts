/** What a rollback's plan has besides that of a deploy: images, secrets, data, hold. Pure. */
import { bytes } from '../../../lib/units';
import { age, tableText } from '../../../plan/release/data/loss';
import { short } from '../../../plan/short';
import type { DataLoss, KeyDifference, ReleasePlan, RollbackSummary } from '../../../protocol/plan';
import type { Pair } from '../text';

export function rollbackNotes(plan: ReleasePlan, loss: DataLoss | undefined): Pair[] {
  if (!plan.rollback) return [];
  const { to, images, secrets, data } = plan.rollback;
  const taken =
    secrets.taken === 'now'
      ? "today's, as the serving release has them"
      : `those of then, as release ${to} has them`;
  return [
    ['images', imagesText(to, images)],
    ['secrets', [taken, ...secrets.differ.flatMap(keys)]],
    ['data', data ? dataText(data, loss) : 'stay as they are'],
    ['hold', holdText(plan)],
  ];
}

function imagesText(to: number, { kept, gone }: RollbackSummary['images']): string[] {
  return [...list(`kept with release ${to}:`, kept), ...list('gone, so built or pulled again:', gone)];
}

/** One line with the names after their heading; none without names. */
const list = (heading: string, names: string[]): string[] =>
  names.length > 0 ? [`${heading} ${names.join(', ')}`] : [];

/** Names only. */
function keys({ file, changed, onlyNow, onlyThen }: KeyDifference): string[] {
  const parts = [
    ...list('changed since', changed),
    ...list('only now', onlyNow),
    ...list('only then', onlyThen),
  ];
  return [`${file} differs: ${parts.join('; ')}`];
}

function dataText(
  { dumpOf, takenAt, bytes: size }: NonNullable<RollbackSummary['data']>,
  loss: DataLoss | undefined,
): string[] {
  const old = loss ? `, ${age(loss.seconds)} old` : '';
  const moved = loss?.tables?.filter(({ then, now }) => then !== now);
  const rows =
    moved === undefined
      ? ['rows could not be counted']
      : moved.length === 0
        ? ['every table has as many rows as then']
        : moved.map(tableText);
  return [
    `return to the dump of release ${dumpOf}, from ${takenAt}${old}, ${bytes(size)}`,
    'the present data are dumped first',
    'what was written since is lost:',
    ...rows,
  ];
}

function holdText({ from, scope }: ReleasePlan): string {
  const left = from?.commit ? short(from.commit) : 'what is left';
  const until = `until \`roost resume ${scope.app}\` or another deploy`;
  return `no automatic deploy of ${left} or older afterwards, ${until}`;
}
