/** One change at Cloudflare, before it is a step. */
import type { Call } from '../../protocol/steps/step';

/**
 * In which order changes are made. What protects a hostname is there before
 * the hostname leads anywhere, and goes after it leads nowhere.
 */
const phases = [
  'tunnel',
  'policy',
  'application',
  'ingress',
  'record',
  'record goes',
  'ingress goes',
  'application goes',
  'policy goes',
  'tunnel goes',
] as const;

export interface Change {
  phase: (typeof phases)[number];
  effect: 'create' | 'change' | 'remove';
  /** How much of what is ours it removes. */
  removes: number;
  /** Unique in the plan. */
  id: string;
  title: string;
  call: Call;
}

/** What one kind of thing brings to a plan. */
export interface Part {
  changes: Change[];
  /** How many of ours are there. */
  ours: number;
  /** How many of the wanted ones are as they should be. */
  same: number;
  /** What is wanted but there already, made by somebody else. */
  taken: string[];
  warnings: string[];
}

export const inOrder = (changes: Change[]): Change[] =>
  [...changes].sort((a, b) => phases.indexOf(a.phase) - phases.indexOf(b.phase));

/** For names of files: of a step that has begun. */
export const idOf = (...parts: string[]): string =>
  parts
    .join('-')
    .toLowerCase()
    .replace(/\*/g, 'any')
    .replace(/[^a-z0-9._-]+/g, '-')
    .slice(0, 120);
