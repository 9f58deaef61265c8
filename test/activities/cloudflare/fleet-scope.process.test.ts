/** The activities of a run of the fleet, one after the other, on this machine and with the fake account. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createActivities } from '../../../src/activities';
import type { Deps } from '../../../src/activities/deps';
import { createSerial, openCloudflare } from '../../../src/cloudflare';
import { createGuard } from '../../../src/host/guard';
import { createJobs } from '../../../src/host/jobs';
import { localHost } from '../../../src/host/local';
import { createRedactor, type Redactor } from '../../../src/host/redact';
import type { Host } from '../../../src/host/types';
import type { Activities } from '../../../src/protocol/activities';
import type { Lease } from '../../../src/protocol/lock';
import type { CloudflarePlan } from '../../../src/protocol/plan';
import type { StepReport } from '../../../src/protocol/steps/activities';
import { token, World } from '../../cloudflare/world';
import { account } from '../../plan/cloudflare/sample';

let world: World;
let folder: string;
let activities: Activities;
/** What secrets.file has. */
let secret: string;
let redactor: Redactor;

beforeAll(async () => {
  world = await World.start();
  folder = mkdtempSync(join(tmpdir(), 'roost-fleet-'));
  redactor = createRedactor();
  const fleet = async () => ({
    ...world.fleet,
    secrets: { age: { keyFile: '' } },
    lock: { wait: 0 },
    decide: { wait: 1 },
    notify: {},
  });
  const serial = createSerial();
  activities = createActivities({
    fleet,
    lastFleet: fleet,
    control: { host: localHost(redactor.scrub), directory: folder },
    jobs: (one: Host) => createJobs(one),
    guard: (one: Host, directory: string) => createGuard(one, directory),
    latestRun: async (workflowId: string) => ({ runId: workflowId, open: true }),
    plane: 'plane',
    redactor,
    log: { info() {}, warn() {}, debug() {}, error() {} },
    cloudflare: ({ name }: { name: string }) =>
      openCloudflare({ account, token: secret, api: world.fake.url, fleet: name, serial, pause: 5 }),
    setSecret: async (_: unknown, name: string, value: string | null) => {
      expect(name).toBe('CLOUDFLARE_TOKEN');
      if (value !== null) secret = value;
    },
  } as unknown as Deps);
});
beforeEach(() => {
  world.empty();
  secret = token;
  rmSync(folder, { recursive: true, force: true });
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await world.fake.stop();
});

const as = <T>(run: string, work: () => Promise<T>): Promise<T> =>
  new MockActivityEnvironment(
    { workflowExecution: { workflowId: run, runId: run }, scheduledTimestampMs: Date.now() },
    { logger: new DefaultLogger('ERROR') },
  ).run(work);

const lock = (run: string): Promise<Lease> =>
  as(run, () => activities.acquireLock({ scope: { kind: 'fleet' }, kind: 'cloudflareApply', by: 'anna' }));

const step = (
  run: string,
  { scope, operation, expects, steps }: CloudflarePlan,
  lease: Lease,
  index: number,
): Promise<StepReport> => {
  const { id, call } = steps[index]!;
  const context = {
    scope,
    operation,
    step: id,
    ordinal: 0,
    lease,
    expect: expects,
    direction: 'forward',
    by: 'anna',
  };
  return as(run, () => activities[call.run as 'createTunnel'](call.args as never, context as never));
};

it('locks, plans, changes each thing once and frees in the folder of the fleet', async () => {
  const lease = await lock('first');
  expect(existsSync(join(folder, '.roost/lock'))).toBe(true);
  const { plan } = await as('first', () => activities.planCloudflareApply({}, lease));
  expect(plan.scope).toMatchObject({
    kind: 'fleet',
    directory: folder,
    fleet: { hosts: {}, apps: {}, cloudflare: { token: { secret: 'CLOUDFLARE_TOKEN' } } },
  });
  // No value of a secret is in what is recorded.
  expect(JSON.stringify(plan)).not.toContain(token);
  const notes: (string | undefined)[] = [];
  for (const i of plan.steps.keys()) notes.push((await step('first', plan, lease, i)).note);
  expect(new Set(notes)).toEqual(new Set(['created', '1 hostnames', '2 hostnames']));
  expect(readdirSync(join(folder, '.roost/operations', `${plan.operation}.begun`))).toHaveLength(13);
  expect((await step('first', plan, lease, 12)).note).toBe('it is so already');
  await as('first', () => activities.releaseLock(lease, plan.operation));
  expect(existsSync(join(folder, '.roost/lock'))).toBe(false);
  const next = await as('second', () => activities.planCloudflareApply({}, null));
  expect(next.plan.steps).toEqual([]);
});

it('a run that has lost the lock changes nothing', async () => {
  const lease = await lock('first');
  const { plan } = await as('first', () => activities.planCloudflareApply({}, lease));
  const writes = world.fake.writes.length;
  await as('first', () => activities.releaseLock(lease, null));
  await lock('second');
  await expect(step('first', plan, lease, 0)).rejects.toMatchObject({ type: 'LockLost' });
  expect(world.fake.writes).toHaveLength(writes);
});

it('another run waits', async () => {
  await lock('first');
  await expect(lock('second')).rejects.toMatchObject({
    type: 'LockWaitTimeout',
    message: expect.stringContaining('the lock of the fleet, held by first'),
  });
});

it('a refusal for too many requests is retried after the time that the answer says', async () => {
  world.fake.fault({ what: { status: 429, headers: { 'retry-after': '123' } } });
  await expect(as('first', () => activities.planCloudflareApply({}, null))).rejects.toMatchObject({
    type: 'CloudflareFailed',
    nonRetryable: false,
    nextRetryDelay: 123_000,
  });
});

it('adopts what is there, and the plan has nothing to do then', async () => {
  await world.apply();
  for (const tunnel of world.fake.state.tunnels) tunnel.name = tunnel.name.replace('roost.sgos.', '');
  for (const record of world.fake.state.zones[0]!.records) record.comment = null;
  for (const one of [...world.fake.state.policies, ...world.fake.state.applications])
    one.name = one.name.replace(' [roost sgos]', '');
  const lease = await lock('first');
  const { plan } = await as('first', () => activities.planCloudflareAdopt({}, lease));
  for (const i of plan.steps.keys()) expect((await step('first', plan, lease, i)).note).toBe('marked');
  await as('first', () => activities.releaseLock(lease, plan.operation));
  expect((await world.plan()).steps).toEqual([]);
});

it('rotates the token: the second is in use before the first goes, and no value is recorded', async () => {
  const lease = await lock('first');
  const { plan } = await as('first', () => activities.planCloudflareRotate({}, lease));
  const reports = [await step('first', plan, lease, 0), await step('first', plan, lease, 0)];
  expect(reports.map(({ note }) => note)).toEqual(['created, tried and stored', 'it is in use already']);
  expect(world.fake.state.tokens.map(({ value }) => value)).toEqual([token, secret]);
  reports.push(await step('first', plan, lease, 1));
  expect(world.fake.state.tokens.map(({ name }) => name)).toEqual([`roost sgos ${plan.operation}`]);
  expect(JSON.stringify([plan, reports])).not.toContain(secret);
  expect(redactor.scrub(`the token is ${secret}`)).not.toContain(secret);
});

it('reviews Access without the lock', async () => {
  await world.apply();
  await lock('first');
  world.fake.state.policies[0]!.include.push({ everyone: {} });
  const { findings } = await as('second', () => activities.reviewAccess());
  expect(new Set(findings.map(({ finding }) => finding))).toEqual(
    new Set(['policy staff [roost sgos] also lets in everyone']),
  );
});
