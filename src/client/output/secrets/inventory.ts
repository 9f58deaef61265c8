/** The secrets of the fleet, as a person reads them. Pure. */
import type { Inventory, SecretRow } from '../../../inspect/secrets/inventory';
import { plural } from '../../../lib/units';
import { table } from '../table';
import type { Theme } from '../theme';
import { ago } from '../time';

const HEAD = ['NO', 'SECRET', 'OF', 'FILE', 'CHANGED', 'OPENED BY', 'WHY HERE'];

export function inventoryLines({ secrets, problems }: Inventory, theme: Theme, now: Date): string[] {
  const rows = secrets.map((row, i) => [
    String(i + 1),
    row.name,
    row.app ?? (row.kind === 'control' ? 'control plane' : row.kind),
    row.file,
    changed(row, now),
    row.recipients.map(short).join(', '),
    row.why,
  ]);
  const keys = new Set(secrets.flatMap(({ recipients }) => recipients));
  return [
    ...table(HEAD, rows, theme),
    '',
    `${plural(secrets.length, 'secret')}, ${plural(keys.size, 'age key')}`,
    ...problems.map(({ app, file, message }) =>
      theme.paint.red(`  ${file}${app === null ? '' : ` of ${app}`}: ${message}`),
    ),
  ];
}

/** A file under a new data key does not say which values changed with it. */
function changed({ changed, encryptedAnew, orOlder }: SecretRow, now: Date): string {
  if (changed === null) return 'unknown';
  const certain = `${ago(changed, now)}${orOlder ? ' or earlier' : ''}`;
  return encryptedAnew === null ? certain : `${certain}, maybe ${ago(encryptedAnew, now)}`;
}

/** Enough to distinguish keys. */
const short = (recipient: string): string =>
  recipient.length > 14 ? `${recipient.slice(0, 8)}…${recipient.slice(-4)}` : recipient;
