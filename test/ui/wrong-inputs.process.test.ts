/** Wrong inputs, typed into the real start form: each is answered, and changes nothing. */
import { wrongInputs } from '../workflows/restore/wrong-inputs';
import { resultOf } from '../workflows/world';
import { hasBrowser } from './browser';
import { UiStage } from './stage';

jest.setTimeout(300_000);

/** JSON cannot say it: the form makes `null` of it, and the answer is that the app is missing. */
const unsayable = '1e400';

(hasBrowser ? describe : describe.skip)("the UI's start form", () => {
  let stage: UiStage;
  beforeAll(async () => {
    stage = await UiStage.open();
  });
  afterAll(() => stage?.close());

  const nothingDone = (): void => {
    const { fake, live } = stage.data;
    expect([fake.calls, fake.requests, live]).toEqual([[], [], 'today']);
  };

  it('has an answer to each wrong input, and none changes anything', async () => {
    const { operator, world } = stage;
    await operator.form('restore', 'roost');
    for (const [at, [input, answer]] of wrongInputs.entries()) {
      const typed = input.replaceAll('APP', 'phone');
      const id = `wrong-${at}`;
      expect([typed, await operator.start(id, typed)]).toEqual([typed, null]);
      const result = await resultOf(stage.run(id));
      expect([typed, result]).toEqual([
        typed,
        expect.objectContaining({ outcome: 'refused', plan: null, steps: [] }),
      ]);
      const { code, message } = result.failure!;
      expect([typed, code]).toEqual([typed, 'BadRequest']);
      expect(message).toContain('For example: {"app": "phone", "snapshot": "latest"');
      expect(message).not.toMatch(/\n\s+at |RoostError|undefined/);
      expect(message).toContain(typed.includes(unsayable) ? 'app is missing' : answer);
      const { events } = await world.env.client.workflow.getHandle(id).fetchHistory();
      expect(events!.some((event) => event.activityTaskScheduledEventAttributes)).toBe(false);
      expect(events!.some((event) => event.workflowTaskFailedEventAttributes)).toBe(false);
    }
    nothingDone();
  });

  it.each([
    'restore phone from yesterday',
    '{app: "phone"}',
    '{"app": "phone",}',
    '{"app": "phone"',
    '“phone”',
  ])('does not send %s, which is no JSON', async (typed) => {
    const { operator, world } = stage;
    await operator.form('restore', 'roost');
    await operator.fill('no-json', typed);
    expect(await operator.maySend()).toBe(false);
    await expect(world.env.client.workflow.getHandle('no-json').describe()).rejects.toThrow('not found');
    nothingDone();
  });

  it('shows the answer in the list and on the page of the run', async () => {
    const { operator } = stage;
    await operator.form('restore', 'roost');
    await operator.start('wrong-page', '{"app": "phone", "snapshot": "last week", "only": ["database"]}');
    const row = await stage.listed('wrong-page', 'refused');
    expect(row).toMatchObject({ Status: 'Failed', RoostWorkflow: 'restore' });
    await operator.open('wrong-page');
    const [, result] = await operator.inputAndResult();
    expect(result).toContain('snapshot is');
    const details = await operator.details();
    expect(details).toMatch(/^restore: refused\n\nNothing was changed\./);
    expect(details).toContain('snapshot is "last week"; it should be "latest"');
    expect(details).toContain('There is no key "only"');
    await stage.shot('wrong', 700);
  });
});
