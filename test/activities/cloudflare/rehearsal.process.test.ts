/** The rehearsal at Cloudflare, step by step, with the fake account. */
import { mkdtempSync, rmSync } from 'node:fs';
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
import { createRedactor } from '../../../src/host/redact';
import type { Host } from '../../../src/host/types';
import type { Activities } from '../../../src/protocol/activities';
import type { Lease } from '../../../src/protocol/lock';
import type { RehearsalPlan } from '../../../src/protocol/plan';
import type { Call } from '../../../src/protocol/steps/step';
import { token, World } from '../../cloudflare/world';
import { account } from '../../plan/cloudflare/sample';

let world: World;
let activities: Activities;
let secret = token;
const folder = mkdtempSync(join(tmpdir(), 'roost-rehearsal-'));

beforeAll(async () => {
  world = await World.start();
  const redactor = createRedactor();
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
  } as unknown as Deps);
});
beforeEach(async () => {
  world.empty();
  secret = token;
  rmSync(folder, { recursive: true, force: true });
  await world.apply();
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await world.fake.stop();
});

const as = <T>(work: () => Promise<T>): Promise<T> =>
  new MockActivityEnvironment(
    { workflowExecution: { workflowId: 'run', runId: 'run' }, scheduledTimestampMs: Date.now() },
    { logger: new DefaultLogger('ERROR') },
  ).run(work);

async function planned(): Promise<{ plan: RehearsalPlan; lease: Lease }> {
  const lease = await as(() =>
    activities.acquireLock({ scope: { kind: 'fleet' }, kind: 'rehearse', by: 'anna' }),
  );
  const { plan } = await as(() => activities.planRehearse({ scenario: 'cloudflare' }, lease));
  return { plan, lease };
}

/** As the engine: to the end, or to the first failure and back. */
async function run({ plan, lease }: { plan: RehearsalPlan; lease: Lease }): Promise<{
  notes: (string | undefined)[];
  failure?: { type: string; message: string };
}> {
  const call = ({ run: kind, args }: Call, step: string, direction: 'forward' | 'undo') => {
    const { scope, operation, expects: expect } = plan;
    const context = { scope, operation, step, ordinal: 0, lease, expect, direction, by: 'anna' };
    return as(() => activities[kind as 'createTunnel'](args as never, context as never));
  };
  const notes: (string | undefined)[] = [];
  try {
    for (const { id, call: own } of plan.steps) notes.push((await call(own, id, 'forward')).note);
    return { notes };
  } catch (error) {
    for (const { id, undo } of plan.steps.slice(0, notes.length + 1).reverse())
      if (undo) notes.push((await call(undo.call, id, 'undo')).note);
    return { notes, failure: error as { type: string; message: string } };
  }
}

const there = () => ({
  tunnels: world.fake.state.tunnels
    .flatMap(({ name, deleted_at }) => (deleted_at === null ? [name] : []))
    .sort(),
  records: world.fake.state.zones[0]!.records.map(({ name, comment }) => `${name} ${comment}`).sort(),
});

it('finds the account as the fleet file wants, makes a tunnel and a record, and leaves nothing of them', async () => {
  const before = there();
  const made = await planned();
  expect(JSON.stringify(made.plan)).not.toContain(token);
  const { notes, failure } = await run(made);
  expect(failure).toBeUndefined();
  const name = `rehearsal-${made.plan.operation}`;
  expect(notes).toEqual([
    'nothing is left',
    'the token "made by hand" is valid',
    expect.stringMatching(/^\d+ things as the fleet file wants$/),
    'created',
    'created',
    `${name}.sgos.example leads to the tunnel roost.sgos.${name}`,
    '1 record and 1 tunnel removed',
  ]);
  expect(there()).toEqual(before);
});

it('fails where the account is not what the fleet file wants, and names it; nothing is made', async () => {
  const records = world.fake.state.zones[0]!.records;
  const gone = records.findIndex(({ name }) => name === 'www.sgos.example');
  records.splice(gone, 1);
  const before = there();
  const { notes, failure } = await run(await planned());
  expect(failure).toMatchObject({
    type: 'CloudflareDiffers',
    message: expect.stringContaining('www.sgos.example'),
  });
  expect(notes).toHaveLength(2);
  expect(there()).toEqual(before);
});

it('removes what it has made when it fails in between', async () => {
  const before = there();
  const made = await planned();
  world.fake.fault({ on: 'POST /zones', what: { status: 403 } });
  const { notes, failure } = await run(made);
  expect(failure?.type).toMatch(/^Cloudflare/);
  expect(notes.at(-1)).toBe('0 records and 1 tunnel removed');
  expect(there()).toEqual(before);
});

it('removes what a rehearsal that was ended has left, and nothing that is not marked as its own', async () => {
  const other = await planned();
  const name = 'rehearsal-aaaaaaaaaa';
  await world.account.createTunnel({ name: `roost.sgos.${name}` });
  const { call } = other.plan.steps.find(({ id }) => id === 'record')!;
  const args = call.args as { record: { name: string; comment: string } };
  const left = { ...args.record, name: `${name}.sgos.example`, content: { tunnel: `roost.sgos.${name}` } };
  await world.account.writeDnsRecord({
    ...(call.args as object),
    record: { ...left, comment: `roost fleet=sgos host=${name}` },
  } as never);
  const foreign = {
    ...world.fake.state.zones[0]!.records[0]!,
    id: 'foreign',
    name: 'rehearsal-bbbbbbbbbb.sgos.example',
    comment: null,
  };
  world.fake.state.zones[0]!.records.push(foreign);
  const { notes, failure } = await run(other);
  expect(failure).toBeUndefined();
  expect(notes[0]).toBe('1 record and 1 tunnel removed');
  expect(there().records).toContain('rehearsal-bbbbbbbbbb.sgos.example null');
  expect(JSON.stringify(there())).not.toContain(name);
});

it('fails with a token that is not valid any more', async () => {
  const made = await planned();
  secret = 'another';
  const { failure } = await run(made).catch((error: { type: string; message: string }) => ({
    failure: error,
  }));
  expect(failure).toMatchObject({ type: 'CloudflareTokenWrong' });
});
