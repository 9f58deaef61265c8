/**
 * What a dump holds, beside what the database holds now. Reads both
 * whole: only where data are to go back.
 */
import type { ExecOptions } from '../../../host/types';
import { shellScript } from '../../../lib/shell-script';
import type { RollbackFacts, RunningContainer } from '../../../plan/release/facts';
import type { Postgres } from '../../../protocol/data';
import type { DataLoss } from '../../../protocol/plan';
import type { Site } from '../../app/site';
import { containerIn } from '../container';

const compare = shellScript(__dirname, 'compare');
const size = shellScript(__dirname, 'size');
const LIMIT_S = 120;

type Dump = Omit<NonNullable<RollbackFacts['dump']>, 'of'>;

/** Bytes; null: it does not answer. */
export async function databaseSize(
  { host }: Site,
  containers: RunningContainer[],
  { service, user, database }: Postgres,
  options: ExecOptions = {},
): Promise<number | null> {
  const container = containerIn(containers, service);
  if (!container) return null;
  const { stdout } = await host.exec(size(container, user, database), options);
  return /^\d+$/.test(stdout.trim()) ? Number(stdout) : null;
}

/** Null: there is no dump. */
export async function dumpFacts(
  site: Site,
  containers: RunningContainer[],
  { service, user, database }: Postgres,
  release: number,
): Promise<Dump | null> {
  const container = containerIn(containers, service) ?? '';
  const argv = compare(container, user, database, site.paths.release(release).dump, String(LIMIT_S));
  return parseComparison((await site.host.exec(argv, { timeout: (LIMIT_S + 60) * 1_000 })).stdout);
}

/** Null: there is no dump. */
export function parseComparison(text: string): Dump | null {
  const lines = text.split('\n').map((line) => line.split(' '));
  const word = (tag: string): string[] | undefined => lines.find(([first]) => first === tag)?.slice(1);
  const counts = (tag: string): Map<string, number> =>
    new Map(
      lines.filter(([first]) => first === tag).map(([, rows, ...table]) => [table.join(' '), Number(rows)]),
    );
  const file = word('file')?.map(Number);
  if (!file) return null;
  const [bytes = 0, changed = 0, now = 0] = file;
  const [code] = word('rc') ?? [];
  const loss: DataLoss = {
    seconds: now - changed,
    tables: code === '0' && word('counted') ? tablesOf(counts('then'), counts('now')) : null,
  };
  const takenAt = new Date(changed * 1000).toISOString().replace('.000Z', 'Z');
  // Not known where its limit cut the reading off, or where the database does not run.
  const readable = code === undefined || code === '0' || code === '124';
  return { takenAt, bytes, readable, loss };
}

function tablesOf(then: Map<string, number>, now: Map<string, number>): NonNullable<DataLoss['tables']> {
  const names = [...new Set([...now.keys(), ...then.keys()])].sort();
  return names.map((table) => ({ table, then: then.get(table) ?? 0, now: now.get(table) ?? 0 }));
}
