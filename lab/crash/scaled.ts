/** Limits of a run that meets the fault `long`: scaled down, so that to be away for a moment is to be away for hours. Pure: part of the workflow bundle. */
import { patienceIn, triedFor } from '../../src/protocol/patience';

/** The longest limit of a step, four hours, becomes ten seconds. */
const FACTOR = 1_440;

/** ms for which worker and Temporal are away: longer than the tries of every step. */
export const LONG = 15_000;
/** ms after which a try counts as one after an absence: longer than any pause between tries. */
const ABSENCE = 12_000;

const mark = 'long';
const wallMark = 'long-by-wall';

/** Part of the id of a run whose limits are scaled; with the planted defect they are wall time. */
export const scaledId = (mutant?: string): string => (mutant === 'wall-time' ? wallMark : mark);

interface Limits {
  scheduleToCloseTimeout?: unknown;
  retry?: { nonRetryableErrorTypes?: string[] };
}

/** What the run of that id asks of an activity. */
export function scaled<T extends Limits>(workflowId: string, options: T): T {
  const types = options.retry?.nonRetryableErrorTypes ?? [];
  const { limit } = patienceIn(types);
  if (!workflowId.includes(`-${mark}-`) || limit === Infinity) return options;
  const less = limit / FACTOR;
  const told = triedFor({ limit: less, absence: ABSENCE });
  const others = types.filter((type) => patienceIn([type]).limit === Infinity);
  return {
    ...options,
    scheduleToCloseTimeout: workflowId.includes(`-${wallMark}-`)
      ? less
      : Number(options.scheduleToCloseTimeout),
    retry: { ...options.retry, nonRetryableErrorTypes: [...others, told] },
  };
}
