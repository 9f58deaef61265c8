import { TestWorkflowEnvironment } from '@temporalio/testing';
import { ensureNightlySchedule, nightlyScheduleId } from '../../src/temporal/nightly-schedule';
import { findTool } from '../../src/tools';

const HOUR = 3_600_000;

it('begins each night at its time, and has Temporal end one that does not come to its own end before the next', async () => {
  const env = await TestWorkflowEnvironment.createLocal({ server: { executable: { type: 'existing-path', path: await findTool('temporal') } } });
  try {
    const { client } = env;
    const ensure = (hour: number, night: number) => ensureNightlySchedule(client, { at: { hour, minute: 30 }, night }, 'Europe/Berlin');
    const handle = client.schedule.getHandle(nightlyScheduleId);
    await ensure(3, 20 * HOUR);
    expect(await handle.describe()).toMatchObject({
      spec: { timezone: 'Europe/Berlin' },
      action: { workflowType: 'nightlyBackup', args: [{ by: 'schedule' }], workflowExecutionTimeout: 23 * HOUR },
      policies: { overlap: 'SKIP' },
    });
    await handle.pause('for a while');
    await ensure(4, 10 * HOUR);
    const { spec, action, state } = await handle.describe();
    expect([spec.calendars![0]!.hour, action.workflowExecutionTimeout, state.paused]).toEqual([[{ start: 4, end: 4, step: 1 }], 13 * HOUR, true]);
  } finally {
    await env.teardown();
  }
}, 60_000);
