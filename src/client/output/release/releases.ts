/** The releases of an app that are kept, the newest first. Pure. */
import { bytes } from '../../../lib/units';
import { short } from '../../../plan/short';
import type { ReleaseRecord } from '../../../protocol/release-record';
import { holdText } from '../hosts/holders';
import { table } from '../table';
import type { Theme } from '../theme';
import { moment } from '../time';

export function releasesLines(app: string, found: ReleaseRecord[], theme: Theme, now: Date): string[] {
  if (found.length === 0) return [`No release of ${app} is kept; the first deploy makes one.`];
  const newestFirst = [...found].sort((a, b) => b.release - a.release);
  const hold = found.find((record) => record.hold)?.hold;
  const lines = table(
    ['', 'RELEASE', 'COMMIT', 'VERSION', 'MIGRATION', 'SINCE', 'IMAGES', 'DUMP', 'HOW', 'BY'],
    newestFirst.map((record) => row(record, found, theme)),
    theme,
  );
  if (hold) {
    const until = `no automatic deploy of it until \`roost resume ${app}\``;
    lines.push('', theme.paint.yellow(`On hold: ${holdText(hold, now)}; ${until}.`));
  }
  return lines;
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
