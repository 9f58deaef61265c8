/** What a dump is, and what is lost when the data return to it, for people. Pure. */
import { sentences } from '../../../lib/sentences';
import type { DataLoss } from '../../../protocol/plan';

interface Dump {
  of: number;
  takenAt: string;
  bytes: number;
  loss: DataLoss;
}

/** A line for the dump, one for every table that would change. */
export function lossText({ of, takenAt, bytes, loss }: Dump): string[] {
  return [
    sentences(
      `The dump of release ${of} is from ${takenAt}, ${age(loss.seconds)} old, ${bytes} bytes.`,
      `What was written since would be lost${told(loss)}`,
    ),
  ];
}

function told({ tables }: DataLoss): string {
  if (!tables) return '; the rows could not be counted.';
  const moved = tables.filter(({ then, now }) => then !== now);
  if (moved.length === 0) return '; every table has as many rows as then.';
  return `:\n${moved.map(tableText).join('\n')}`;
}

export const tableText = ({ table, then, now }: NonNullable<DataLoss['tables']>[number]): string =>
  `- ${table}: ${now} row${now === 1 ? '' : 's'} now, ${then} then`;

export function age(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 2 * 3600) return `${Math.round(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} days`;
}
