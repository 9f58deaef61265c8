import { patched } from '@temporalio/workflow';
import { ABSENCE } from './options';

/** The run's own clock: when the task was begun that it works on, the same in each replay. */
// eslint-disable-next-line no-restricted-globals
const now = (): number => Date.now();

/**
 * Waits by `wait`, which says whether there is an end to the wait before its ms have passed. A wait
 * that passed while the control host was away begins anew, since nobody could have ended it.
 * `again`: ms, from those by which it was late; default: all. Returns whether there was an end.
 */
export async function attended(
  limit: number,
  wait: (ms: number) => Promise<boolean>,
  again: (late: number) => number = () => limit,
): Promise<boolean> {
  for (let ms = limit; ;) {
    const due = now() + ms;
    if (await wait(ms)) return true;
    const late = now() - due;
    // Looked at only here: a run of former code may have gone on after a late timer.
    if (late < ABSENCE || !patched('wait-anew')) return false;
    ms = again(late);
  }
}
