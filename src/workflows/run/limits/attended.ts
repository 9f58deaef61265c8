import { patched } from '@temporalio/workflow';
import { ABSENCE } from '../options';

/** The run's own clock: the start of its present workflow task, the same in each replay. */
// eslint-disable-next-line no-restricted-globals
const now = (): number => Date.now();

/**
 * Waits by `wait`, which resolves to whether the wait ended before its ms passed. A wait that passed
 * while the control host was down starts again, because no answer could reach the run meanwhile.
 * `again`: the ms of the next wait, from the ms by which the last was late; default: all. Returns
 * whether the wait ended.
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
    // Checked only here: a run of former code may have continued after a late timer.
    if (late < ABSENCE || !patched('wait-anew')) return false;
    ms = again(late);
  }
}
