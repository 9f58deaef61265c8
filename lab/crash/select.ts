/** Which cells of the whole matrix are run. Pure. */
import { faults, kinds, type Cell, type Fault, type Kind, type Point } from './types';

/** What an undisturbed run has shown. */
export interface Course {
  scenario: string;
  /** In the order in which they were reached. */
  points: Point[];
  once: string[];
  /** Ids of the steps that commit. */
  commits: string[];
  /** What else the scenario wants struck. */
  strikes?: string[];
  /** The faults that it meets; absent: all. */
  faults?: Fault[];
}

/** Every point of a course under each fault. */
export const allCells = (course: Course, which: readonly Fault[] = faults): Cell[] =>
  met(course, which).flatMap((fault) =>
    course.points.map((point) => ({ scenario: course.scenario, fault, ...point })),
  );

const met = ({ faults: own }: Course, which: readonly Fault[]): Fault[] =>
  which.filter((fault) => own?.includes(fault) ?? true);

/** The lock, every `once` step, the commit point; of a run that is undone the first undo; two at the least. */
export function chosenActivities({ points, once, commits, strikes = [] }: Course): string[] {
  const all = [...new Set(points.map(({ activity }) => activity))];
  const undo = all.find((name) => name.startsWith('undo:'));
  const chosen = ['acquireLock', ...once, ...commits, ...strikes, ...(undo ? [undo] : [])].filter((name) =>
    all.includes(name),
  );
  const others = all.filter((name) => !chosen.includes(name)).reverse();
  return chosen.length < 2 ? [...chosen, ...others.slice(0, 2 - chosen.length)] : chosen;
}

/** Each kind of point at the chosen activities; where one of them has none of that kind (a step that only looks), others stand in. */
function pointsOf(course: Course, kind: Kind): Point[] {
  const chosen = chosenActivities(course);
  const ofKind = course.points.filter((point) => point.kind === kind);
  const wanted = ofKind.filter(({ activity }) => chosen.includes(activity));
  const others = ofKind.filter(({ activity }) => !chosen.includes(activity));
  return [...wanted, ...others.slice(0, Math.max(0, 2 - wanted.length))];
}

/** All of them, under each fault. */
export const chosenCells = (course: Course, which: readonly Fault[] = faults): Cell[] =>
  allCells({ ...course, points: kinds.flatMap((kind) => pointsOf(course, kind)) }, which);

/** Two of them for each fault and kind, in turn, so that every one is met under every fault and by every kind. */
export function defaultCells(course: Course, which: readonly Fault[] = faults): Cell[] {
  return met(course, which).flatMap((fault) =>
    kinds.flatMap((kind, k) => {
      const points = pointsOf(course, kind);
      const at = 2 * (faults.indexOf(fault) + k);
      const two = new Set([at, at + 1].flatMap((n) => points[n % points.length] ?? []));
      return allCells({ ...course, points: [...two] }, [fault]);
    }),
  );
}

/** `count` cells, the same ones for the same seed (mulberry32). */
export function randomCells(cells: Cell[], count: number, seed: number): Cell[] {
  const left = [...cells];
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return Array.from(
    { length: Math.min(count, left.length) },
    () => left.splice(Math.floor(next() * left.length), 1)[0]!,
  );
}
