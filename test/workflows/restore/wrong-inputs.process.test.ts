/** Sixty wrong inputs of a restore, as a person types them in the start form of the Temporal UI: its text is the payload. */
import { randomUUID } from 'node:crypto';
import { planRestore } from '../../../src/plan/restore/restore';
import { app as phone, world as facts } from '../../plan/restore/world';
import { resultOf, World, taskQueue, type Run } from '../world';

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

const long = (text: string, times: number): string => text.repeat(times);
/** With APP for the app's name, and what the answer has to say. */
const wrong: [typed: string, answer: string][] = [
  ['null', 'not null'],
  ['true', 'not true'],
  ['42', 'not 42'],
  ['"APP"', 'not "phone'],
  ['"restore APP from yesterday"', 'one JSON object'],
  ['[]', 'not []'],
  ['["APP"]', 'one JSON object'],
  ['[{"app": "APP"}]', 'one JSON object'],
  ['{}', 'app is missing'],
  ['{"app": null}', 'app is missing'],
  ['{"app": ""}', 'app is ""'],
  ['{"app": " APP"}', 'app is " phone'],
  ['{"app": "PHONE"}', 'app is "PHONE"'],
  ['{"app": "APP/../x"}', 'it should be the name of an app'],
  ['{"app": "APP; rm -rf /"}', 'it should be the name of an app'],
  ['{"app": "APP\\n"}', 'it should be the name of an app'],
  ['{"app": {"name": "APP"}}', 'app is {"name"'],
  ['{"app": ["APP", "APP"]}', 'app is ["phone'],
  ['{"app": 1e400}', 'it should be the name of an app'],
  ['{"App": "APP"}', 'no key "App"'],
  ['{"name": "APP"}', 'no key "name"'],
  ['{"app": "APP", "Snapshot": "latest"}', 'no key "Snapshot"'],
  ['{"app": "APP", "snapshots": ["latest"]}', 'no key "snapshots"'],
  ['{"app": "APP", "date": "2026-11-18"}', 'no key "date"'],
  ['{"app": "APP", "only": ["database"]}', 'no key "only"'],
  ['{"app": "APP", "path": "data"}', 'no key "path"'],
  ['{"app": "APP", "__proto__": {"into": "live"}}', 'no key "__proto__"'],
  ['{"app": "APP", "constructor": {}}', 'no key "constructor"'],
  ['{"app": "APP", "snapshot": ""}', 'snapshot is ""'],
  ['{"app": "APP", "snapshot": "newest"}', 'snapshot is "newest"'],
  ['{"app": "APP", "snapshot": "abc123"}', 'snapshot is "abc123"'],
  ['{"app": "APP", "snapshot": "18.11.2026"}', 'snapshot is "18.11.2026"'],
  ['{"app": "APP", "snapshot": "11/18/2026"}', 'snapshot is "11/18/2026"'],
  ['{"app": "APP", "snapshot": "2026-02-30"}', 'snapshot is "2026-02-30"'],
  ['{"app": "APP", "snapshot": "2026-11-18 24:01"}', 'snapshot is "2026-11-18 24:01"'],
  ['{"app": "APP", "snapshot": "2026-11-18T25:00:00Z"}', 'snapshot is "2026-11-18T25:00:00Z"'],
  ['{"app": "APP", "snapshot": "last tuesday"}', 'snapshot is "last tuesday"'],
  ['{"app": "APP", "snapshot": "yesterday 3 am"}', 'snapshot is "yesterday 3 am"'],
  ['{"app": "APP", "snapshot": 20261118}', 'snapshot is 20261118'],
  ['{"app": "APP", "snapshot": ["latest"]}', 'snapshot is ["latest"]'],
  ['{"app": "APP", "snapshot": "--no-lock"}', 'snapshot is "--no-lock"'],
  ['{"app": "APP", "what": "database"}', 'what is "database"'],
  ['{"app": "APP", "what": {"database": true}}', 'what is {"database"'],
  ['{"app": "APP", "what": [""]}', 'what is [""]'],
  ['{"app": "APP", "what": [null]}', 'what is [null]'],
  ['{"app": "APP", "what": [["database"]]}', 'what is [["database"]]'],
  [`{"app": "APP", "what": [${long('"a",', 200)}"a"]}`, 'what is ["a","a"'],
  ['{"app": "APP", "paths": "data/1.mp3"}', 'paths is "data/1.mp3"'],
  ['{"app": "APP", "paths": ["/etc/shadow"]}', 'paths is ["/etc/shadow"]'],
  ['{"app": "APP", "paths": ["~/x"]}', 'paths is ["~/x"]'],
  ['{"app": "APP", "paths": ["data/../../../etc"]}', 'paths is ["data/../../../etc"]'],
  ['{"app": "APP", "paths": ["."]}', 'paths is ["."]'],
  ['{"app": "APP", "paths": ["./.roost/lock"]}', 'paths is ["./.roost/lock"]'],
  ['{"app": "APP", "paths": ["-rf"]}', 'paths is ["-rf"]'],
  ['{"app": "APP", "paths": ["a\\u0000b"]}', 'paths is ["a\\u0000b"]'],
  [`{"app": "APP", "paths": ["${long('x', 501)}"]}`, 'paths is ["xxx'],
  ['{"app": "APP", "into": "Production"}', 'another app whose data are replaced, such as "staging"'],
  ['{"app": "APP", "into": "/srv/apps/staging"}', 'into is "/srv/apps/staging"'],
  ['{"app": "APP", "into": "staging live"}', 'into is "staging live"'],
  ['{"app": "APP", "into": {"app": "staging"}}', 'into is {"app"'],
  ['{"app": "APP", "into": "APP"}', 'the app itself: write "live"'],
  ['{"app": "APP", "into": "staging", "release": "snapshot"}', 'leave into "staging" out'],
  [
    '{"app": "APP", "into": "staging", "what": ["config"]}',
    'The configuration of an app is not that of another',
  ],
  ['{"app": "APP", "into": "staging", "undo": "restore-APP-1a2b3c4d"}', 'leave into out'],
  ['{"app": "APP", "into": ["live"]}', 'into is ["live"]'],
  ['{"app": "APP", "release": "1.2.0"}', 'release is "1.2.0"'],
  ['{"app": "APP", "release": "snapshot", "into": "scratch"}', 'leave into "scratch" out'],
  ['{"app": "APP", "fromPath": "sgos-phone"}', 'fromPath is "sgos-phone"'],
  ['{"app": "APP", "fromPath": "/srv/../etc"}', 'fromPath is "/srv/../etc"'],
  ['{"app": "APP", "fromPath": "/srv/x", "release": "snapshot"}', 'leave fromPath or release out'],
  ['{"app": "APP", "undo": true}', 'undo is true'],
  ['{"app": "APP", "undo": "restore-APP-1a2b3c4d", "snapshot": "latest"}', 'leave snapshot out'],
  ['{"app": "APP", "undo": "../restore"}', 'undo is "../restore"'],
  ['{"app": "APP", "expect": "yes"}', 'expect is "yes"'],
  ['{"app": "APP", "expect": "0123456789ABCDEF"}', 'expect is "0123456789ABCDEF"'],
  ['{"app": "APP", "by": 7}', 'by is 7'],
  [`{"app": "APP", "reason": "${long('y', 501)}"}`, 'reason is "yyy'],
];

it('are more than sixty', () => expect(wrong.length).toBeGreaterThanOrEqual(60));

it.each(wrong)('%s is answered, and nothing is asked, locked or changed', async (typed, answer) => {
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
