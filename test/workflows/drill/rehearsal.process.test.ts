/** A rehearsal is told with how much of it was proven. */
import { planDrill } from '../../../src/plan/drill/drill';
import { planControlRehearsal } from '../../../src/plan/rehearsal/control';
import { drill } from '../../histories/support/plans';
import { drillWorld } from '../../plan/drill/world';
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

it('says of damaged data what was damaged, and when the app ran on good ones again', async () => {
  const app = world.appOf(planDrill(drillWorld({ corrupt: true }), 'c0ffee0001', 1000));
  app.on('damage', () => ({ note: 'database phone: 3 tables dropped' }));
  const run = await world.env.client.workflow.start('nightlyDrill', {
    taskQueue: world.queue,
    workflowId: 'rehearsal-corruption',
    args: [{ by: 'anna', rehearsal: { scenario: 'corruption' } }],
  });
  expect((await resultOf(run as never)).outcome).toBe('succeeded');
  const again = app.calls.filter((call) => call.startsWith('again-')).length;
  expect(app.rehearsals.at(-1)).toMatchObject({
    scenario: 'corruption',
    proven: 1,
    figures: [`phone: database phone: 3 tables dropped; back in ${again} s`],
  });
});

it('rehearses all of a quarter, each as a run of its own, and says which of them failed', async () => {
  const app = world.appOf(drill());
  const snapshot = {
    id: 'abcdef01fedcba98',
    time: '2026-03-01T02:10:00Z',
    root: '/srv/backups/control',
    bytes: 1,
    missing: [],
    sameFleet: true,
    commit: null,
  };
  const fleet = world.appOf(
    planControlRehearsal(
      { snapshot, copies: {}, disk: { free: 1e12, total: 1e12 } },
      { scope: { kind: 'fleet', directory: '/f' }, operation: '0123456789', decideWait: 1 },
    ),
  );
  fleet.on('read', () => ({ note: '3 h old' }), fails('CopyDamaged'));
  const quarter = async (workflowId: string) =>
    resultOf(
      (await world.env.client.workflow.start('rehearsals', {
        taskQueue: world.queue,
        workflowId,
        args: [{ by: 'anna' }],
      })) as never,
    );
  expect((await quarter('quarter-1')).outcome).toBe('succeeded');
  expect(app.rehearsals).toHaveLength(1);
  const control = { scenario: 'control', host: null, parts: 4, wanted: null };
  expect(fleet.reports[0]).toMatchObject({
    workflow: 'rehearse',
    outcome: 'succeeded',
    rehearsal: { ...control, proven: 4, figures: ['3 h old'] },
  });

  const second = await quarter('quarter-2');
  expect(second.failure).toMatchObject({
    code: 'RehearsalsFailed',
    message: expect.stringMatching(/^1 of 2 rehearsals have failed: control \(CopyDamaged\)/),
  });
  expect(fleet.calls).toContain('undo open');
  expect(fleet.reports[1]).toMatchObject({
    outcome: 'undone',
    failure: { code: 'CopyDamaged' },
    rehearsal: { ...control, proven: 1 },
  });

  // Nothing was planned: the report of drills has it all the same.
  fleet.on('planRehearse', fails('RepositoryPasswordWrong'));
  await quarter('quarter-3');
  expect(fleet.reports[2]).toMatchObject({ rehearsal: { ...control, parts: 0, proven: 0 } });
});
