import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { taskQueue } from '../../src/protocol/names';
import { embeddedProcess, startEmbedded } from '../../src/services/embedded';
import { connectClient, type Temporal } from '../../src/temporal/connect';
import { dropEnv, freshEnv } from './support/state';
import { bundleFixture, ended, spawnWorker, until } from './support/worker';

let env: NodeJS.ProcessEnv;
let temporal: Temporal;
let worker: ChildProcess;

const lines = (file: string): string[] =>
  existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
const fileFor = (name: string): string => join(env.XDG_STATE_HOME as string, name);
const start = (type: string, id: string, args: unknown[]) =>
  temporal.client.workflow.start(type, {
    taskQueue,
    workflowId: id,
    args,
    searchAttributes: { RoostApp: ['web'] },
  });

/** The first count is known to Temporal too: one that is not would rightly be counted again. */
const countedOnce = async (file: string, id: string): Promise<boolean> => {
  if (lines(file).length !== 1) return false;
  const { raw } = await temporal.client.workflow.getHandle(id).describe();
  return (raw.pendingActivities ?? []).length === 0;
};

beforeAll(async () => {
  env = freshEnv();
  env.TEST_BUNDLE = await bundleFixture(env.XDG_STATE_HOME as string);
  await startEmbedded({ env, port: 0 });
  temporal = await connectClient({ env });
  worker = spawnWorker(env);
});
afterAll(async () => {
  worker.kill('SIGKILL');
  await ended(worker);
  await temporal.close();
  await dropEnv(env);
});

test('the server killed in mid-run and started again: the run completes, nothing ran twice', async () => {
  const file = fileFor('server-killed');
  const run = await start('countTwice', 'server-killed', [file, 2_000]);
  await until(() => countedOnce(file, 'server-killed'));
  process.kill(embeddedProcess(env)?.pid as number, 'SIGKILL');
  await until(() => embeddedProcess(env) === undefined);
  await startEmbedded({ env });
  expect(await run.result()).toBe(2);
  expect(worker.exitCode).toBeNull();
});

test('the worker killed in mid-run: a new one completes it', async () => {
  const file = fileFor('worker-killed');
  const run = await start('countTwice', 'worker-killed', [file, 1_000]);
  await until(() => countedOnce(file, 'worker-killed'));
  worker.kill('SIGKILL');
  await ended(worker);
  worker = spawnWorker(env);
  expect(await run.result()).toBe(2);
});

test('a worker told to end drains, and hands a long activity over at once', async () => {
  const file = fileFor('handed-over');
  const run = await start('attachLong', 'handed-over', [file]);
  await until(() => lines(file).length === 1);
  worker.kill('SIGTERM');
  expect(await ended(worker)).toBe(0);
  const pending = (await run.describe()).raw.pendingActivities?.[0];
  expect(pending?.lastFailure?.applicationFailureInfo?.type).toBe('HandedOver');
  worker = spawnWorker(env);
  // The retry policy alone would wait 30 s.
  await until(() => lines(file).length === 2, 25_000);
  writeFileSync(`${file}.done`, '');
  expect(await run.result()).toBe(2);
});
