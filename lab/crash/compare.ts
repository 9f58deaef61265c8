/** The verdict on one cell. Pure. */
import type { Fingerprint } from './fingerprint';
import { stopsContainers, type Cell, type Point, type Verdict } from './types';

/** How a run ended, or that it waits. */
export interface Ending {
  outcome: string;
  /** The error's code; null: none. */
  code: string | null;
  /** Of a waiting run: the step at which it waits. */
  waitsAt: string | null;
  /** The failure's message. */
  says: string;
}

export interface Seen {
  ending: Ending;
  print: Fingerprint;
}

export interface Expected {
  /** Of the undisturbed run. */
  reference: Seen;
  /** Before any run. */
  former: Fingerprint;
  /** Steps that must not run twice. */
  once: string[];
  /** The points behind the run's last change; absent: none. */
  late?: Point[];
  /** It may be undone though an undisturbed run succeeds: then these sections are not compared. */
  undone?: { without: string[] };
}

/** Of a message. */
const shown = 600;

/** What a run leaves in any case: that it was there. */
const traces = ['operation'];

/** What the app itself writes and does not sync: a count of its script's runs, which the database has too. */
const unsynced = ['script'];

/** Lines that only one of both has. */
export function differences(wanted: Fingerprint, found: Fingerprint, without: string[] = []): string[] {
  const sections = [...new Set([...Object.keys(wanted), ...Object.keys(found)])]
    .filter((name) => !without.includes(name))
    .sort();
  return sections.flatMap((name) => {
    const [missing, extra] = [minus(wanted[name], found[name]), minus(found[name], wanted[name])];
    return [
      ...missing.map((line) => `${name}: missing: ${line}`),
      ...extra.map((line) => `${name}: too much: ${line}`),
    ];
  });
}

function minus(all: string[] = [], others: string[] = []): string[] {
  const left = [...others];
  return all.filter((line) => {
    const at = left.indexOf(line);
    if (at < 0) return true;
    left.splice(at, 1);
    return false;
  });
}

export function judge(cell: Cell, expected: Expected, { ending, print }: Seen): Verdict {
  const { reference, former, once, undone: mayBe } = expected;
  if (ending.waitsAt !== null) return judgeWait(cell, once, ending);
  const lost = cell.fault === 'powercut' ? unsynced : [];
  const why = [
    ...(ending.outcome === reference.ending.outcome
      ? []
      : [
          `the run ended as ${ending.outcome} (${ending.code}: ${ending.says.slice(0, shown)}), not as ${reference.ending.outcome}`,
        ]),
    ...differences(reference.print, print, lost),
  ];
  if (why.length === 0) return { word: 'same', why };
  if (ending.outcome !== 'undone') return { word: 'wrong', why };
  const left = differences(former, print, [...traces, ...lost, ...(mayBe?.without ?? [])]);
  // A plan that fails by itself may fail sooner.
  const isRight = mayBe !== undefined || reference.ending.outcome === 'undone';
  if (isRight && left.length === 0) return { word: 'undone', why: [] };
  if (mayBe)
    return { word: 'wrong', why: [`undone: ${ending.code}: ${ending.says.slice(0, shown)}`, ...left] };
  return { word: 'wrong', why };
}

/** No run follows what Docker leaves down after these: `roost status` has to name it, with what starts it. */
export const isLate = ({ fault, activity, kind }: Cell, { late = [] }: Expected): boolean =>
  stopsContainers(fault) && late.some((point) => point.activity === activity && point.kind === kind);

/** From the moment on in which Temporal has the answer of the last step. */
export function lateIn(points: Point[], last: string | undefined): Point[] {
  const from = points.findIndex(({ activity, kind }) => activity === last && kind === 'answered');
  return from < 0 ? [] : points.slice(from);
}

/** Right only after a restart of Docker or the host under a script that must not run twice. */
function judgeWait(
  { fault, activity, kind }: Cell,
  once: string[],
  { code, waitsAt, says }: Ending,
): Verdict {
  const inside = waitsAt === activity && once.includes(activity) && kind === 'effect';
  if (inside && stopsContainers(fault) && code === 'OutcomeUnknown') return { word: 'waiting', why: [] };
  return {
    word: 'wrong',
    why: [`the run waits for an operator at ${waitsAt} (${code}: ${says.slice(0, shown)})`],
  };
}
