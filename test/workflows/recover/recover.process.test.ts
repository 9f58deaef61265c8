/** A bare host is provisioned by a run of its own, before its lock is taken and its apps are planned. */
import { ApplicationFailure } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { bundleWorkflowCode, Worker } from '@temporalio/worker';
import type { ProvisionRequest, RecoverRequest } from '../../../src/protocol/requests';
import type { Progress } from '../../../src/protocol/run';
import { logger, testTemporal } from '../../support/temporal';
import { until } from '../world';

jest.setTimeout(60_000);

let env: TestWorkflowEnvironment;
let worker: Worker;
let running: Promise<void>;
let calls: string[];
let asked: ProvisionRequest | undefined;

const lease = { holder: 'here', since: '2026-01-01T00:00:00Z', token: 1 };
const activities = {
  provisioned: async (request: ProvisionRequest) => {
    calls.push('provisioned');
    asked = request;
  },
  ended: async () => void calls.push('ended'),
  acquireLock: async () => {
    calls.push('acquireLock');
    return lease;
  },
  planRecover: async () => {
    calls.push('planRecover');
    throw ApplicationFailure.nonRetryable('enough', 'UnknownHost');
  },
  releaseLock: async () => undefined,
  reportRun: async () => undefined,
};

beforeAll(async () => {
  env = await testTemporal();
  worker = await Worker.create({
    connection: env.nativeConnection,
    taskQueue: 'recover',
    workflowBundle: await bundleWorkflowCode({ workflowsPath: require.resolve('./stubs'), logger }),
    activities,
  });
  running = worker.run();
});
afterAll(async () => {
  worker.shutdown();
  await running;
  await env.teardown();
});

let runs = 0;
async function failureOf(request: Partial<RecoverRequest>): Promise<ApplicationFailure> {
  calls = [];
  const workflowId = `recover-box-${++runs}`;
  const args: [RecoverRequest] = [{ host: 'box', by: 'anna', ...request }];
  const run = await env.client.workflow.start('recover', { taskQueue: 'recover', workflowId, args });
  return run.result().then(
    () => {
      throw new Error('it did not fail');
    },
    ({ cause }: { cause: ApplicationFailure }) => cause,
  );
}

it('provisions first where a user to log in as is named', async () => {
  expect(await failureOf({ user: 'root' })).toMatchObject({ type: 'UnknownHost' });
  expect(calls).toEqual(['provisioned', 'acquireLock', 'planRecover']);
  expect(asked).toEqual({
    host: 'box',
    user: 'root',
    by: 'anna',
    reason: `the recovery recover-box-${runs}`,
  });
});

it('plans no app where that failed, and says why', async () => {
  expect(await failureOf({ user: 'nobody' })).toMatchObject({
    type: 'NotRoot',
    message: expect.stringContaining('box could not be provisioned: no sudo'),
  });
  expect(calls).toEqual(['provisioned']);
});

it('says so meanwhile, and ends the provisioning by a cancel', async () => {
  calls = [];
  const run = await env.client.workflow.start('recover', {
    taskQueue: 'recover',
    workflowId: `recover-box-${++runs}`,
    args: [{ host: 'box', by: 'anna', user: 'slow' }],
  });
  await until(() => calls.includes('provisioned'));
  expect(await run.query<Progress>('progress')).toMatchObject({ phase: 'provisioning' });
  await run.cancel();
  await expect(run.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
  expect(calls).toEqual(['provisioned', 'ended']);
});

it('leaves a host as it is where none is named', async () => {
  await failureOf({});
  expect(calls).toEqual(['acquireLock', 'planRecover']);
});
