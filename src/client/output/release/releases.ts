/** The releases of an app that are kept, the newest first. Pure. */
import { bytes } from '../../../lib/units';
import { short } from '../../../plan/short';
import type { ReleaseRecord } from '../../../protocol/release-record';
import { holdText } from '../hosts/holders';
import { table } from '../table';
import { shorten } from '../text';
import type { Theme } from '../theme';
import { moment } from '../time';

export function releasesLines(app: string, found: ReleaseRecord[], theme: Theme, now: Date): string[] {
  if (found.length === 0) return [`No release of ${app} is kept; the first deploy makes one.`];
  const newestFirst = [...found].sort((a, b) => b.release - a.release);
  const hold = found.find((record) => record.hold)?.hold;
  const head = ['', 'RELEASE', 'COMMIT', 'VERSION', 'MIGRATION', 'SINCE', 'IMAGES', 'DUMP', 'HOW', 'BY'];
  const rows = newestFirst.map((record) => row(record, found, theme));
  const lines = theme.width < WIDE ? narrow(head, rows, theme) : table(head, rows, theme);
  if (hold) {
    const until = `no automatic deploy of it until \`roost resume ${app}\``;
    lines.push('', theme.paint.yellow(`On hold: ${holdText(hold, now)}; ${until}.`));
  }
  return lines;
}

/** Columns below which a release takes a second line. */
const WIDE = 110;

/** How it came, and by whom, on a line of its own. */
function narrow(head: string[], rows: string[][], theme: Theme): string[] {
  const [first = '', ...lines] = table(
    head.slice(0, -2),
    rows.map((cells) => cells.slice(0, -2)),
    theme,
  );
  const more = rows.map((cells) => cells.slice(-2).filter(Boolean).join(', '));
  return [
    first,
    ...lines.flatMap((line, i) => [line, theme.paint.dim(shorten(`   ${more[i]}`, theme.width))]),
  ];
}

function row(record: ReleaseRecord, all: ReleaseRecord[], { paint, unicode }: Theme): string[] {
  const { gone = [] } = record;
  return [
    record.current ? paint.green(unicode ? '▸' : '>') : '',
    String(record.release),
    record.commit ? short(record.commit) : '',
    record.version ?? '',
    record.migration,
    record.committedAt ? moment(record.committedAt) : paint.yellow('never served'),
    gone.length > 0 ? paint.yellow(`gone: ${gone.join(', ')}`) : 'kept',
    record.dumpBytes === null ? '' : bytes(record.dumpBytes),
    how(record, all),
    `${record.by}${record.reason ? `: ${record.reason}` : ''}`,
  ];
}

function how({ release, strategy, rollback }: ReleaseRecord, all: ReleaseRecord[]): string {
  const way = rollback
    ? `rollback of ${rollback.left} to ${rollback.to}`
    : strategy === 'adopted'
      ? 'adopted'
      : 'deploy';
  const leftFor = all.filter((one) => one.rollback?.left === release).at(-1);
  return leftFor ? `${way}, left for ${leftFor.release}` : way;
}
