/** Which undos depend on others. Pure. */
import type { Call, Step } from '../../../protocol/steps/step';

/** Of a call that undoes: whether an earlier undo must wait until it has succeeded. */
function holdsBack(later: Call, earlier: Call): boolean {
  switch (later.run) {
    // No release starts, no page goes and no dump is removed while the data are not back.
    case 'restoreData':
      return true;
    // The maintenance page stays until the former release serves behind it.
    case 'startRelease':
      return earlier.run === 'setMaintenance';
    // While containers run its images, the release stays.
    case 'renewServices':
      return earlier.run === 'discardReleases';
    // While requests go to the new container, it stays.
    case 'switchSlot':
      return earlier.run === 'removeSlot' || earlier.run === 'discardReleases';
    default:
      return false;
  }
}

/** Says of every undo which later ones it needs. */
export const withNeeds = (steps: Step[]): Step[] =>
  steps.map((step, at) => {
    const { undo } = step;
    if (!undo) return step;
    const needs = steps
      .slice(at + 1)
      .filter((later) => later.undo && holdsBack(later.undo.call, undo.call))
      .map(({ id }) => id);
    return needs.length > 0 ? { ...step, undo: { ...undo, needs } } : step;
  });
