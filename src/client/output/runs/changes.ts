/** What changed between two views of a run: a line per change, for logs and pipes. */
import { seconds } from '../../../lib/units';
import type { Progress, StepProgress, StepState } from '../../../protocol/run';

const verbs: Record<StepState, string> = {
  pending: 'pending',
  running: 'start',
  done: 'done',
  failed: 'FAILED',
  warned: 'warning',
  skipped: 'skipped',
  waiting: 'WAITS',
  undoing: 'undoing',
  undone: 'undone',
  'undo-failed': 'UNDO FAILED',
};

const phases: Record<Progress['phase'], string> = {
  provisioning: 'Provision the host',
  locking: 'Take the lock',
  planning: 'Gather facts and plan',
  running: 'Run the plan',
  undoing: 'Undo what was done',
  waiting: 'Wait for a decision',
  ended: 'Ended',
};

export function changes(before: Progress | null, now: Progress): string[] {
  const known = new Map(before?.steps.map((step) => [step.id, step]));
  const moved = now.steps.filter((step) => step.state !== (known.get(step.id)?.state ?? 'pending'));
  const phase =
    now.phase !== before?.phase && now.phase !== 'ended' ? [line('phase', phases[now.phase])] : [];
  return [...phase, ...moved.flatMap(describe)];
}

function describe(step: StepProgress): string[] {
  // The note of a step that only begins is from its earlier attempt.
  if (step.state === 'running' || step.state === 'undoing') return [line(verbs[step.state], step.title)];
  const took = step.seconds === undefined ? '' : ` (${seconds(step.seconds)})`;
  const note = step.note?.split('\n').map((text) => line('', `  ${text}`)) ?? [];
  return [line(verbs[step.state], `${step.title}${took}`), ...note];
}

const line = (verb: string, text: string): string => `${verb.padEnd(12)}${text}`;
