/**
 * Sixty wrong inputs of a restore, as a person types them in the start form
 * of the Temporal UI: its text is the payload.
 */
import { randomUUID } from 'node:crypto';
import { planRestore } from '../../../src/plan/restore/restore';
import { app as phone, world as facts } from '../../plan/restore/world';
import { resultOf, World, taskQueue, type Run } from '../world';
import { wrongInputs } from './wrong-inputs';

let world: World;
beforeAll(async () => (world = await World.create()));
afterAll(() => world.end());

/** `app` is the name of an app that is there: a check that let one pass would plan and change. */
const fakeApp = () => {
  const app = { ...phone, name: `phone${randomUUID().slice(0, 8)}` };
  return { fake: world.appOf(planRestore(facts({ app }), 'fedcba9876', 60_000)), name: app.name };
};

async function startAs(typed: string[], workflow = 'restore'): Promise<Run> {
  const { client } = world.env;
  const { namespace } = client.options;
  const workflowId = `typed-${randomUUID()}`;
  await client.workflowService.startWorkflowExecution({
    namespace,
    workflowId,
    workflowType: { name: workflow },
    taskQueue: { name: taskQueue },
    requestId: randomUUID(),
    input: {
      payloads: typed.map((text) => ({
        metadata: { encoding: Buffer.from('json/plain') },
        data: Buffer.from(text),
      })),
    },
  });
  return client.workflow.getHandle(workflowId) as Run;
}

it('are more than sixty', () => expect(wrongInputs.length).toBeGreaterThanOrEqual(60));

it.each(wrongInputs)('%s is answered, and nothing is asked, locked or changed', async (typed, answer) => {
  const { fake, name } = fakeApp();
  const run = await startAs([typed.replaceAll('APP', name)]);
  const result = await resultOf(run);
  expect(result).toMatchObject({
    outcome: 'refused',
    plan: null,
    steps: [],
    failure: { code: 'BadRequest' },
  });
  const { message } = result.failure!;
  expect(message).toContain(answer);
  expect(message).toContain('For example: {"app": "phone", "snapshot": "latest"');
  // One answer a mistake, and no trace of the code.
  expect(message).not.toMatch(/\n\s+at |RoostError|undefined/);
  expect(message.length).toBeLessThan(3_000);
  const { events } = await run.fetchHistory();
  expect(events!.some(({ activityTaskScheduledEventAttributes: asked }) => asked)).toBe(false);
  expect(events!.some(({ timerStartedEventAttributes: waits }) => waits)).toBe(false);
  expect(events!.filter(({ workflowTaskFailedEventAttributes: failed }) => failed)).toEqual([]);
  expect([fake.calls, fake.requests]).toEqual([[], []]);
});

it('an empty form is answered too', async () => {
  expect(await resultOf(await startAs([]))).toMatchObject({
    outcome: 'refused',
    failure: { message: expect.stringContaining('not nothing') },
  });
});

it.each([
  ['{"app": "APP", "into": "live"}', 'no key "into" of a drill; there are app, snapshot,'],
  ['{"app": "APP", "snapshot": "newest"}', 'snapshot is "newest"'],
  ['42', 'The input of a drill is one JSON object, not 42'],
])('a drill of %s is refused in the same way, and shown as such', async (typed, answer) => {
  const { fake, name } = fakeApp();
  const run = await startAs([typed.replaceAll('APP', name)], 'drill');
  const { outcome, failure } = await resultOf(run);
  expect([outcome, failure?.code]).toEqual(['refused', 'BadRequest']);
  expect(failure?.message).toContain(answer);
  expect(failure?.message).toMatch(/\nFor example: \{"app": "phone"\}$/);
  const { typedSearchAttributes: attributes, raw } = await run.describe();
  const shown = Object.fromEntries(attributes.getAll().map(({ key, value }) => [key.name, value]));
  expect(shown).toMatchObject({ RoostWorkflow: 'drill', RoostOutcome: 'refused' });
  const { currentDetails } = await run.query<{ currentDetails: string }>('__temporal_workflow_metadata');
  expect(currentDetails).toContain(`### drill: refused\n\nNothing was changed.`);
  expect([fake.calls, fake.requests, raw.pendingActivities]).toEqual([[], [], []]);
});
