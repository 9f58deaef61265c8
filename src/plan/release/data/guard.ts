/** How the data that a plan changes come back when it fails. */
import { sentences } from '../../../lib/sentences';
import type { KeptData } from '../../../protocol/steps/release';
import type { Ask, Step, StepUndo } from '../../../protocol/steps/step';

interface Way {
  title: string;
  /** Once the release may have been written to: for who decides whether a failed step is undone. */
  ask: string;
  /** The same for a run that was reset. */
  prompt: string;
}

export const overMigrated: Way = {
  title: 'Put the dump back',
  ask: sentences(
    'The new release has served on migrated data.',
    'retry asks again; skip takes it for good;',
    'undo puts the dump back (what was written since is lost) and starts the former release;',
    'abort ends the run as things stand.',
  ),
  prompt: sentences(
    'The new release may have been written to.',
    'undo puts the dump back (what was written since is lost) and starts the former release;',
    'abort ends the run as things stand.',
  ),
};

export const overRestored: Way = {
  title: 'Put the present data back',
  ask: sentences(
    'The older release has served on the restored data.',
    'retry asks again; skip takes it for good;',
    'undo puts the data back as they were before this rollback (what was written since is lost)',
    'and starts the release that was left;',
    'abort ends the run as things stand.',
  ),
  prompt: sentences(
    'The older release may have been written to.',
    'undo puts the data back as they were before this rollback (what was written since is lost)',
    'and starts the release that was left;',
    'abort ends the run as things stand.',
  ),
};

/**
 * From the dump on, undo puts the data of the release's dump back; once
 * the flag is off only when an operator says so.
 */
export function guardData(steps: Step[], data: KeptData, { title, ask, prompt }: Way): Step[] {
  const first = steps.findIndex((step) => step.id === 'dump') + 1;
  const asked: Ask = { default: 'stay', prompt: ask };
  const putBack: StepUndo = {
    title,
    call: { run: 'restoreData', args: data },
    retry: 'long',
    // Without a flag the release may be written to as soon as it runs.
    freeUntil: steps.some((step) => step.id === 'flag-off') ? 'flag-off' : 'start',
    prompt,
  };
  return steps.map((step, i) => {
    if (i === first) return { ...step, undo: putBack };
    if (step.id === 'verify' || step.id === 'commit') return { ...step, onFailure: 'ask', ask: asked };
    return step;
  });
}
