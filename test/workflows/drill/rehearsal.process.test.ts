/** A rehearsal is told with how much of it was proven. */
import { drill } from '../../histories/support/plans';
import { fails } from '../fakes';
import { resultOf, World } from '../world';

jest.setTimeout(90_000);

let world: World;
beforeAll(async () => (world = await World.create()));
afterAll(() => world.end());

it('says how many of its apps are proven, against the time that is wanted', async () => {
  const app = world.appOf(drill());
  const rehearse = async (workflowId: string, rehearsal?: object) => {
    const run = await world.env.client.workflow.start('nightlyDrill', {
      taskQueue: world.queue,
      workflowId,
      args: [{ by: 'anna', rehearsal }],
    });
    return resultOf(run as never);
  };
  const host = { scenario: 'host', host: 'hornbill' };
  expect((await rehearse('rehearsal-1', host)).outcome).toBe('succeeded');
  app.on('start', fails('Unhealthy'));
  expect((await rehearse('rehearsal-2', { scenario: 'host' })).outcome).toBe('failed');
  await rehearse('night');
  const told = { scenario: 'host', host: 'hornbill', parts: 1, proven: 1, wanted: 3_600_000 };
  expect(app.rehearsals).toEqual([told, { ...told, host: null, proven: 0 }, undefined]);
});
