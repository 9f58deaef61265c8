/** Two copies of what apps hold, row for row and byte for byte. */
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Compared {
  /** Of the first copy. */
  rows: number;
  files: number;
  bytes: number;
  /** A line each: a row or a file that is not the same in both, or only in one. */
  different: string[];
}

/** Folders of a copy: `rows` has a file a table with a row a line, `files` the files with owner and mode. */
export function compareData(one: string, other: string): Compared {
  const compared: Compared = { rows: 0, files: 0, bytes: 0, different: [] };
  for (const table of both(join(one, 'rows'), join(other, 'rows'))) {
    const [rows, others] = [rowsOf(join(one, 'rows', table)), rowsOf(join(other, 'rows', table))];
    compared.rows += rows.length;
    const left = countsOf(others);
    for (const row of rows)
      if (!take(left, row)) compared.different.push(`${table}: the row is not there: ${row}`);
    for (const [row, count] of left)
      for (let i = 0; i < count; i += 1) compared.different.push(`${table}: the row is new: ${row}`);
  }
  for (const name of both(join(one, 'files'), join(other, 'files'))) {
    const [file, another] = [fileOf(join(one, 'files', name)), fileOf(join(other, 'files', name))];
    if (file) compared.files += 1;
    compared.bytes += file?.bytes.length ?? 0;
    if (!file || !another) compared.different.push(`${name}: ${file ? 'is not there' : 'is new'}`);
    else if (file.is !== another.is) compared.different.push(`${name}: ${another.is}, and it was ${file.is}`);
    else if (!file.bytes.equals(another.bytes)) compared.different.push(`${name}: has other bytes`);
  }
  return compared;
}

const both = (one: string, other: string): string[] => [...new Set([...under(one), ...under(other)])].sort();

const under = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => !lstatSync(join(folder, name)).isDirectory(),
  );

const read = (path: string): Buffer | null => {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
};

const rowsOf = (path: string): string[] => read(path)?.toString().split('\n').slice(0, -1) ?? [];

function countsOf(rows: string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(row, (counts.get(row) ?? 0) + 1);
  return counts;
}

/** Whether it was there; then it is one less. */
function take(counts: Map<string, number>, row: string): boolean {
  const count = counts.get(row) ?? 0;
  if (count === 0) return false;
  counts.set(row, count - 1);
  return true;
}

function fileOf(path: string): { bytes: Buffer; is: string } | null {
  const bytes = read(path);
  if (!bytes) return null;
  const { mode, uid, gid } = lstatSync(path);
  return { bytes, is: `${(mode & 0o7777).toString(8)} ${uid}:${gid}` };
}
