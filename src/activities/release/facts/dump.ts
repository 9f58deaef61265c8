/** What a dump holds, beside what the database holds now. Reads both whole: only where data are to go back. */
import type { RollbackFacts, RunningContainer } from '../../../plan/release/facts';
import type { Postgres } from '../../../protocol/data';
import type { DataLoss } from '../../../protocol/plan';
import type { Site } from '../../app/site';

const LIMIT_S = 120;

/**
 * $1 container, $2 user, $3 database, $4 file. Lines: `file BYTES MTIME NOW`, `then ROWS TABLE`, `rc CODE` of the
 * reading, `size BYTES`, `now ROWS TABLE`, `counted` after the last one.
 */
const LOOK = `
LC_ALL=C; export LC_ALL
[ -s "$4" ] || exit 0
echo "file $(stat -c '%s %Y' "$4") $(date +%s)"
[ -n "$1" ] || exit 0
{ timeout ${LIMIT_S} docker exec -i "$1" pg_restore --data-only --file - <"$4" 2>/dev/null; echo "roost-rc $?"; } | awk '
copying { if ($0 == "\\\\.") { print "then " rows " " table; copying = 0 } else rows++; next }
/^COPY .* FROM stdin;$/ { table = $0; sub(/^COPY /, "", table); sub(/ \\(.*$/, "", table); rows = 0; copying = 1; next }
/^roost-rc / { print "rc " $2 }'
docker exec -i "$1" psql --no-psqlrc --quiet --no-align --tuples-only --set ON_ERROR_STOP=1 --username "$2" --dbname "$3" 2>/dev/null <<'SQL' || :
SET statement_timeout = '10s';
SELECT 'size ' || pg_database_size(current_database());
SELECT format('SELECT ''now '' || count(*) || %L FROM %I.%I', ' ' || format('%I.%I', n.nspname, c.relname), n.nspname, c.relname)
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind = 'r' AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%' ORDER BY 1
\\gexec
SELECT 'counted';
SQL
`;

type Dump = Omit<NonNullable<RollbackFacts['dump']>, 'of'>;

export async function dumpFacts(
  site: Site,
  containers: RunningContainer[],
  { service, user, database }: Postgres,
  release: number,
): Promise<{ dump: Dump; databaseBytes: number | null } | null> {
  const container = containers.find((c) => c.service === service && c.state === 'running')?.id ?? '';
  const argv = ['sh', '-c', LOOK, 'look', container, user, database, site.paths.release(release).dump];
  return parseLook((await site.host.exec(argv, { timeout: (LIMIT_S + 60) * 1_000 })).stdout);
}

/** Null: there is no dump. */
export function parseLook(text: string): { dump: Dump; databaseBytes: number | null } | null {
  const lines = text.split('\n').map((line) => line.split(' '));
  const word = (tag: string): string[] | undefined => lines.find(([first]) => first === tag)?.slice(1);
  const counts = (tag: string): Map<string, number> =>
    new Map(
      lines.filter(([first]) => first === tag).map(([, rows, ...table]) => [table.join(' '), Number(rows)]),
    );
  const file = word('file')?.map(Number);
  if (!file) return null;
  const [bytes = 0, changed = 0, now = 0] = file;
  const size = word('size')?.[0];
  const [code] = word('rc') ?? [];
  const loss: DataLoss = {
    seconds: now - changed,
    tables: code === '0' && word('counted') ? tablesOf(counts('then'), counts('now')) : null,
  };
  const takenAt = new Date(changed * 1000).toISOString().replace('.000Z', 'Z');
  // Where the reading was cut off by its limit, or the database does not run, nobody knows.
  const readable = code === undefined || code === '0' || code === '124';
  return { dump: { takenAt, bytes, readable, loss }, databaseBytes: size ? Number(size) : null };
}

function tablesOf(then: Map<string, number>, now: Map<string, number>): NonNullable<DataLoss['tables']> {
  const names = [...new Set([...now.keys(), ...then.keys()])].sort();
  return names.map((table) => ({ table, then: then.get(table) ?? 0, now: now.get(table) ?? 0 }));
}
