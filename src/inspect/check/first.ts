/**
 * What to do first about all that a check has found: in the order
 * in which one thing needs the other. Pure.
 */
import type { Row } from './types';

/** Before these are right, the others cannot be asked. */
const order = [
  'fleet file',
  'Node.js',
  'reach',
  'host key',
  'login',
  'docker',
  'compose',
  'programs',
  'disk',
  'clock',
  'age key',
  'sops',
  'folder',
  'repository',
  'transport',
  'contract',
  'secrets',
  'data',
  'proxy',
  'network',
  'flags',
  'health',
  'strategy',
  'not backed up',
  'live database',
];

export interface Step {
  /** Hosts and apps that it is about. */
  subjects: string[];
  check: string;
  says: string;
  remedy: string;
  mustBe: boolean;
}

/** Failures first, each in its order; the same remedy of several is one step. */
export function firstSteps(rows: Row[]): Step[] {
  const steps: Step[] = [];
  for (const { subject, check, state, says, remedy } of sorted(rows)) {
    if ((state !== 'fail' && state !== 'warn') || remedy === undefined) continue;
    const same = steps.find((step) => step.check === check && step.remedy === remedy);
    if (same) {
      if (!same.subjects.includes(subject)) same.subjects.push(subject);
    } else steps.push({ subjects: [subject], check, says, remedy, mustBe: state === 'fail' });
  }
  return steps;
}

const sorted = (rows: Row[]): Row[] => {
  const rank = ({ state, check }: Row): number => {
    const at = order.indexOf(check);
    return (state === 'fail' ? 0 : 1000) + (at < 0 ? order.length : at);
  };
  return rows
    .map((row, i) => ({ row, i }))
    .sort((a, b) => rank(a.row) - rank(b.row) || a.i - b.i)
    .map(({ row }) => row);
};
