import { Client, Connection } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { scheduleState } from '../../src/temporal/schedule-state';
import { findTool } from '../../src/tools';
import { until } from '../services/support/worker';

it('tells of a Schedule whether it is there, paused, and when it acts', async () => {
  const env = await TestWorkflowEnvironment.createLocal({
    server: { executable: { type: 'existing-path', path: await findTool('temporal') } },
  });
  try {
    const { client } = env;
    const state = () => scheduleState(client, 'nights');
    expect(await state()).toBeNull();
    const night = await client.schedule.create({
      scheduleId: 'nights',
      spec: { calendars: [{ hour: 3 }] },
      action: {
        type: 'startWorkflow',
        workflowType: 'night',
        workflowId: 'night',
        taskQueue: 'nobody',
        args: [],
      },
    });
    const next = expect.stringMatching(/^\d{4}-\d\d-\d\dT03:00:00\.000Z$/) as string;
    expect(await state()).toEqual({ paused: false, note: null, next, last: null });
    const begun = Date.now();
    await night.trigger();
    await until(async () => (await state())!.last !== null);
    expect(Math.abs(Date.parse((await state())!.last!) - begun)).toBeLessThan(60_000);
    await night.pause();
    expect(await state()).toMatchObject({ paused: true });
  } finally {
    await env.teardown();
  }
}, 60_000);

it('takes a Temporal that does not answer for no missing Schedule', async () => {
  const connection = Connection.lazy({ address: '127.0.0.1:1' });
  const client = new Client({ connection });
  await expect(
    client.withDeadline(Date.now() + 1_000, () => scheduleState(client, 'nights')),
  ).rejects.toThrow();
  await connection.close();
});
