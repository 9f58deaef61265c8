import { ScheduleAlreadyRunning, ScheduleNotFoundError, type Client, type ScheduleOptions } from '@temporalio/client';
import { taskQueue } from './task-queue';

export const headsScheduleId = 'roost-heads';

/** Makes the Schedule as the fleet wants it, and looks once now; `every` null takes it away. An operator's pause stays. */
export async function ensureHeadsSchedule(client: Client, every: number | null): Promise<void> {
  const handle = client.schedule.getHandle(headsScheduleId);
  if (every === null) return ignoring(ScheduleNotFoundError, handle.delete());
  const wanted = optionsOf(every);
  try {
    await client.schedule.create({ ...wanted, state: { triggerImmediately: true } });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    await handle.update((before) => ({ ...before, spec: wanted.spec, action: wanted.action, policies: { ...before.policies, ...wanted.policies } }));
    if (!(await handle.describe()).state.paused) await handle.trigger('SKIP');
  }
}

const optionsOf = (every: number) =>
  ({
    scheduleId: headsScheduleId,
    spec: { intervals: [{ every }] },
    action: {
      type: 'startWorkflow',
      workflowType: 'compareHeads',
      workflowId: 'compare-heads',
      taskQueue,
      args: [],
      staticSummary: "compares the branches' heads with what serves",
    },
    // A comparison that was missed is made good by the next.
    policies: { overlap: 'SKIP', catchupWindow: '1m' },
  }) satisfies ScheduleOptions;

async function ignoring(kind: abstract new (...args: never[]) => Error, work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!(error instanceof kind)) throw error;
  });
}
