/** Workflows and activities share one queue: every worker can do all. */
export const taskQueue = 'roost';
