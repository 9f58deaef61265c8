/** An operator with nothing but the Temporal UI, by the pages of the real one in a real browser. */
import { planDrill } from '../../src/plan/drill/drill';
import { drillScheduleId, ensureDrillSchedule } from '../../src/temporal/drill-schedule';
import { drillWorld } from '../plan/drill/world';
import { fails, hangs, ok } from '../workflows/fakes';
import { resultOf, statesOf, until } from '../workflows/world';
import { hasBrowser } from './browser';
import { person, UiStage } from './stage';

jest.setTimeout(120_000);

const eventOf = (details: string, step: string): number =>
  Number(new RegExp(`${step}.* · event (\\d+)`).exec(details)?.[1]);

(hasBrowser ? describe : describe.skip)('with only the Temporal UI an operator', () => {
  let stage: UiStage;
  beforeAll(async () => {
    stage = await UiStage.open();
    const { world, data } = stage;
    // Last week's restore, by the command line.
    const lastWeek = data.snapshots[1]!;
    const request = { snapshot: lastWeek.id.slice(0, 12), what: ['database', 'files'], by: 'ops' } as object;
    const run = await world.start(data.fake, request, 'restore', 'restore-phone-1a2b3c4d');
    await resultOf(run);
    expect(data.live).toBe(lastWeek.holds);
  });
  afterAll(() => stage?.close());
  beforeEach(() => {
    for (const step of ['verify', 'start', 'load-sqlite', 'load-volume']) stage.data.fake.on(step, ok);
  });

  it("finds last week's restore in the list, and reads what it did", async () => {
    const { operator, data } = stage;
    const row = await stage.listed('restore-phone-1a2b3c4d', 'succeeded');
    expect(row).toMatchObject({
      Status: 'Completed',
      RoostWorkflow: 'restore',
      RoostApp: 'phone',
      RoostHost: 'hornbill',
      RoostSnapshot: expect.stringContaining(data.snapshots[1]!.holds),
      RoostBy: 'ops',
    });
    await stage.shot('list', 420);
    await operator.open('restore-phone-1a2b3c4d');
    const [input, result] = await operator.inputAndResult();
    expect(JSON.parse(input!)).toMatchObject({ app: 'phone', what: ['database', 'files'] });
    expect(result).toMatch(/^{\s+"outcome": "succeeded",\s+"failure": null/);
    await stage.shot('run', 800);
    const details = await operator.details();
    expect(details).toMatch(
      /^restore phone on hornbill: succeeded\n\nThe data of snapshot [0-9a-f]{8} are live\./,
    );
    expect(details).toContain('{"app":"phone","undo":"restore-phone-1a2b3c4d"}');
    await stage.shot('details', 900);
  });

  it('starts it again with another snapshot', async () => {
    const { operator, data } = stage;
    const [, , other] = data.snapshots;
    await operator.list();
    await operator.open('restore-phone-1a2b3c4d');
    await operator.likeThisOne();
    const input = JSON.parse(await operator.input()) as { snapshot: string };
    expect(input).toMatchObject({ app: 'phone', snapshot: data.snapshots[1]!.id.slice(0, 12) });
    const changed = { ...input, snapshot: other!.holds };
    await operator.fill('restore-phone-again', JSON.stringify(changed));
    await stage.shot('again', 900);
    expect(await operator.send()).toBeNull();
    expect((await resultOf(stage.run('restore-phone-again'))).outcome).toBe('succeeded');
    expect(data.live).toBe(other!.holds);
    // Its own attributes, not those that the form has copied; and the person that the gateway knows.
    expect(await stage.listed('restore-phone-again', 'succeeded')).toMatchObject({
      RoostSnapshot: expect.stringContaining(other!.holds),
      RoostBy: person,
    });
  });

  it('is not told the outcome of the run that the form was filled from', async () => {
    const { operator, data } = stage;
    const before = data.live;
    data.fake.on('load-sqlite', hangs);
    await operator.visit('restore-phone-1a2b3c4d');
    await operator.likeThisOne();
    expect(await operator.start('restore-phone-running')).toBeNull();
    const row = await stage.listed('restore-phone-running', '');
    expect(row).toMatchObject({ Status: 'Running', RoostWorkflow: 'restore', RoostApp: 'phone' });

    await operator.open('restore-phone-running');
    await operator.visit('restore-phone-running');
    expect(await operator.details()).toContain('There is nothing to do while it runs.');
    await operator.cancel();
    const result = await resultOf(stage.run('restore-phone-running'));
    expect(result.outcome).toBe('cancelled');
    expect(data.live).toBe(before);
  });

  it('cancels a restore whose app does not start: the former data serve', async () => {
    const { operator, data } = stage;
    const before = data.live;
    data.fake.on('start', hangs);
    await operator.form('restore', 'roost');
    const wanted = data.snapshots[4]!;
    expect(
      await operator.start('restore-cancel', `{"app": "phone", "snapshot": "${wanted.holds}"}`),
    ).toBeNull();
    await until(() => data.live === wanted.holds);
    await operator.visit('restore-cancel');
    await stage.shot('cancel', 500);
    await operator.cancel();
    const result = await resultOf(stage.run('restore-cancel'));
    expect([result.outcome, data.live]).toEqual(['cancelled', before]);
    expect(statesOf(result)).toMatchObject({ 'swap-postgres': 'undone' });
    // The page shows what it has read once; a visit reads it anew.
    await operator.visit('restore-cancel');
    expect(await operator.details()).toContain('ancelled and undone; the data are as they were before.');
  });

  it('resets to before a step, by the event that the details name', async () => {
    const { operator, data } = stage;
    data.fake.on('load-volume', hangs);
    await operator.form('restore', 'roost');
    const wanted = data.snapshots[5]!;
    expect(
      await operator.start('restore-reset', `{"app": "phone", "snapshot": "${wanted.holds}"}`),
    ).toBeNull();
    await until(() => data.fake.calls.at(-1) === 'load-volume');
    await operator.visit('restore-reset');
    const details = await operator.details();
    await stage.shot('reset', 800);
    const event = eventOf(details, 'Load SQLite file');
    data.fake.on('load-volume', ok);
    const calls = data.fake.calls.length;
    await operator.reset(event, 'the volume hangs');
    await stage.listed('restore-reset', 'succeeded');
    const again = data.fake.calls.slice(calls).filter((call) => !call.includes('cancelled'));
    expect(again.slice(0, 2)).toEqual(['load-sqlite', 'load-volume']);
    expect(again).not.toContain('load-postgres');
    expect(data.live).toBe(wanted.holds);
  });

  it('decides what a run asks', async () => {
    const { operator, data } = stage;
    const before = data.live;
    data.fake.on('verify', fails('Unhealthy', '# curl\n```\n<b>502</b> **Bad Gateway**'));
    await operator.form('restore', 'roost');
    const wanted = data.snapshots[6]!;
    expect(
      await operator.start('restore-decide', `{"app": "phone", "snapshot": "${wanted.holds}"}`),
    ).toBeNull();
    expect(await stage.listed('restore-decide', 'waiting')).toMatchObject({ Status: 'Running' });
    await operator.open('restore-decide');
    const details = await operator.details();
    expect(details).toContain('Waits for a decision on');
    // The log is shown as it is.
    expect(details).toContain('<b>502</b> **Bad Gateway**');
    await stage.shot('decide', 800);
    const answer = details.split('\n').find((line) => line.startsWith('{') && line.includes('"undo"'))!;
    expect(await operator.update('decide', '{"waitId": "x", "verb": "undo"}')).toContain(
      'the decision is for another wait',
    );
    expect(data.live).toBe(wanted.holds);
    expect(await operator.update('decide', answer)).toBeNull();
    const result = await resultOf(stage.run('restore-decide'));
    expect([result.outcome, data.live]).toEqual(['undone', before]);
  });

  it('triggers a schedule', async () => {
    const { operator, data, world } = stage;
    const before = data.live;
    const drilled = world.appOf(planDrill(drillWorld(), 'd0d0d0d0d0', 60_000));
    const times = { at: { hour: 3, minute: 30 }, budget: 60_000, limit: 60_000 };
    await ensureDrillSchedule(world.env.client, times, 'UTC');
    await operator.trigger(drillScheduleId);
    await operator.page
      .getByRole('link', { name: /^nightly-drill-/ })
      .first()
      .waitFor();
    await stage.shot('schedule', 500);
    await until(async () => {
      await operator.list();
      return (await operator.rows()).some(
        (row) => row.RoostWorkflow === 'nightlyDrill' && row.RoostOutcome === 'succeeded',
      );
    });
    expect(drilled.calls).toContain('releaseLock');
    expect(data.live).toBe(before);
  });
});
