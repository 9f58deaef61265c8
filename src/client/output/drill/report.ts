/** What drills have proven in a quarter, from the lines of the audit. Pure. */
import { createHash } from 'node:crypto';
import type { AuditLine } from '../../../audit';
import { canonicalJson } from '../../../lib/digest';
import { secondsAgain } from '../../../plan/drill/proof';
import type { DrillProof, RehearsalReport } from '../../../protocol/steps/drill';

export interface Quarter {
  /** `2026Q4`. */
  name: string;
  from: Date;
  /** Not in it any more. */
  to: Date;
}

/** Wanted, ms. */
export interface Wanted {
  rpo: number;
  rto: number;
}

export interface DrillReport {
  quarter: string;
  fleet: string;
  apps: AppReport[];
  rehearsals: RehearsalLine[];
  /** Of the lines that the report is made of; `lines` is how many, `ids` the first and the last. */
  signature: { sha256: string; lines: number; ids: [number, number] | null };
}

export interface AppReport {
  app: string;
  /** ms. */
  wanted: Wanted | null;
  /**
   * The worst of the proven ones, seconds: age of the data at the drill,
   * time until the app ran on them; null: none.
   */
  rpo: number | null;
  rto: number | null;
  drills: DrillLine[];
}

export interface DrillLine {
  at: string;
  run: string;
  snapshot: string | null;
  /** Seconds. */
  rpo: number | null;
  rto: number | null;
  rows: DrillProof['rows'];
  bytes: number;
  /** Null: proven. */
  cause: string | null;
}

export interface RehearsalLine extends RehearsalReport {
  at: string;
  /** How long all of it took, seconds. */
  seconds: number | null;
  /** Null: all of it is proven. */
  cause: string | null;
}

/** `2026Q4`, in UTC; null: it is none. */
export function quarterOf(text: string): Quarter | null {
  const [, year, number] = /^(\d{4})Q([1-4])$/.exec(text) ?? [];
  if (year === undefined || number === undefined) return null;
  const month = (Number(number) - 1) * 3;
  const at = (months: number): Date => new Date(Date.UTC(Number(year), month + months, 1));
  return { name: text, from: at(0), to: at(3) };
}

export const quarterAt = (now: Date): string =>
  `${now.getUTCFullYear()}Q${Math.floor(now.getUTCMonth() / 3) + 1}`;

/** `lines`: of the audit, in any order; others than drills and rehearsals of that time are left out. */
export function drillReport(
  lines: AuditLine[],
  { name: quarter, from, to }: Quarter,
  fleet: { name: string; wanted: Record<string, Wanted> },
): DrillReport {
  const own = lines
    .filter((line) => isDrill(line) || isRehearsal(line))
    .filter(({ at }) => Date.parse(at) >= from.getTime() && Date.parse(at) < to.getTime())
    .sort((a, b) => a.id - b.id);
  const drills = own.filter(isDrill);
  const names = [...new Set([...Object.keys(fleet.wanted), ...drills.map(({ app }) => app!)])].sort();
  return {
    quarter,
    fleet: fleet.name,
    apps: names.map((app) =>
      appReport(
        app,
        drills.filter((line) => line.app === app),
        fleet.wanted[app] ?? null,
      ),
    ),
    rehearsals: own.filter(isRehearsal).map(rehearsalLine),
    signature: {
      sha256: createHash('sha256')
        .update(own.map((line) => `${canonicalJson(line)}\n`).join(''))
        .digest('hex'),
      lines: own.length,
      ids: own.length > 0 ? [own[0]!.id, own.at(-1)!.id] : null,
    },
  };
}

const isDrill = ({ kind, what, app }: AuditLine): boolean =>
  kind === 'run' && what === 'drill' && app !== null;
const isRehearsal = ({ kind, details }: AuditLine): boolean =>
  kind === 'run' && details.rehearsal !== undefined;

function rehearsalLine(line: AuditLine): RehearsalLine {
  const { scenario, host, parts, proven, wanted, figures } = line.details.rehearsal as RehearsalReport;
  return {
    scenario,
    host,
    parts,
    proven,
    wanted,
    figures,
    at: line.at,
    seconds: line.seconds,
    cause: causeOf(line),
  };
}

function causeOf({ result, code, details }: AuditLine): string | null {
  if (result === 'succeeded') return null;
  const message = typeof details.message === 'string' ? details.message.split('\n')[0]! : '';
  return [code ?? result, message].filter(Boolean).join(': ').slice(0, 300);
}

function appReport(app: string, lines: AuditLine[], wanted: Wanted | null): AppReport {
  const drills = lines.map(drillLine);
  const proven = drills.filter(({ cause }) => cause === null);
  const worst = (values: (number | null)[]): number | null =>
    values.reduce((most, value) => (value !== null && (most === null || value > most) ? value : most), null);
  return {
    app,
    wanted,
    rpo: worst(proven.map(({ rpo }) => rpo)),
    rto: worst(proven.map(({ rto }) => rto)),
    drills,
  };
}

function drillLine(line: AuditLine): DrillLine {
  const { at, startedAt, seconds, workflowId, details } = line;
  const proof = details.drill as DrillProof | undefined;
  return {
    at,
    run: workflowId ?? '',
    snapshot: proof?.snapshot ?? null,
    rpo: proof && startedAt ? Math.max(0, (Date.parse(startedAt) - Date.parse(proof.takenAt)) / 1000) : null,
    // What comes afterwards is no part of a restore.
    rto:
      proof && seconds !== null
        ? Math.max(0, seconds - (proof.parts.end ?? 0) - secondsAgain(proof.parts))
        : null,
    rows: proof?.rows ?? null,
    bytes: proof?.bytes ?? 0,
    cause: causeOf(line),
  };
}
