import { jobId } from '../../plan/names';

/** Lost jobs (a reboot in mid-build) that one attempt starts anew. */
export const LOST_MAX = 3;

/** Every name that an activity may give to its jobs, for one answer of an operator. */
export const jobIds = (runId: string, activityId: string, ordinal = 0): string[] =>
  Array.from({ length: LOST_MAX }, (_, lost) => jobId(runId, activityId, ordinal * LOST_MAX + lost));
