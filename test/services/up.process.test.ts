import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stateFiles } from '../../src/lib/files/state';
import { startOf } from '../../src/lib/process';
import { down } from '../../src/services/down';
import { up, upInForeground } from '../../src/services/up';
import { connectClient } from '../../src/temporal/connect';
import { listPollers } from '../../src/temporal/pollers';
import { dropEnv, freshEnv } from './support/state';
import { bundleFixture, until, workerEntry } from './support/worker';

let env: NodeJS.ProcessEnv;
let fleet: string;
let lines: string[];
const log = (line: string) => void lines.push(line);
const start = (options = {}) => up({ env, port: 0, fleet, entry: workerEntry, log, ...options });

beforeAll(async () => {
  env = freshEnv();
  env.TEST_BUNDLE = await bundleFixture(env.XDG_STATE_HOME as string);
  fleet = join(env.XDG_STATE_HOME as string, 'fleet.yaml');
  writeFileSync(fleet, 'apps: {}\n');
});
beforeEach(() => {
  lines = [];
});
afterAll(() => dropEnv(env));

test('starts both and returns when the worker polls', async () => {
  const result = await start();
  expect(result).toMatchObject({ worker: { isNew: true }, server: { isNew: true } });
  const { connection, namespace, close } = await connectClient({ env });
  const pollers = await listPollers(connection, namespace);
  expect(pollers.map(({ identity }) => identity)).toEqual([
    expect.stringContaining(`:${result.worker.pid}@`),
  ]);
  await close();
});

test('a second time finds both, and says so', async () => {
  const [first, second] = await Promise.all([start(), start()]);
  expect(first).toEqual(second);
  expect(first).toMatchObject({ worker: { isNew: false }, server: { isNew: false } });
  expect(lines).toContain(`worker runs already (pid ${first.worker.pid})`);
});

test('restarts the worker when the fleet file has changed', async () => {
  const before = await start();
  writeFileSync(fleet, 'apps: {}\nhosts: {}\n');
  const after = await start();
  expect(after.worker).toMatchObject({ isNew: true });
  expect(startOf(before.worker.pid)).toBeUndefined();
  expect(lines).toContain('restarting the worker: the fleet file is another one or has changed');
});

test('a worker that was told to end is not taken for one that works', async () => {
  const before = await start();
  process.kill(before.worker.pid, 'SIGTERM');
  await until(() => !existsSync(stateFiles(env).workerPid));
  const after = await start();
  expect(after.worker).toMatchObject({ isNew: true });
  expect(after.worker.pid).not.toBe(before.worker.pid);
});

test('a worker that cannot start is named with the end of its log', async () => {
  const attempt = start({ entry: ['-e', 'console.log("no fleet here"); process.exit(1)'] });
  await expect(attempt).rejects.toMatchObject({
    code: 'WorkerMissing',
    message: expect.stringContaining('no fleet here'),
  });
});

test('down leaves nothing, and may be repeated', async () => {
  const { server, worker } = await start();
  expect(await down({ env, log })).toEqual({ gateway: false, worker: true, server: true });
  expect([server?.pid, worker.pid].map((pid) => startOf(pid as number))).toEqual([undefined, undefined]);
  expect(readdirSync(stateFiles(env).folder).filter((name) => /\.(pid|lock|tmp)$/.test(name))).toEqual([]);
  expect(await down({ env, log })).toEqual({ gateway: false, worker: false, server: false });
  expect(lines.slice(-2)).toEqual(['no worker ran', 'no Temporal of ours ran']);
});

test('in the foreground the server ends with the worker', async () => {
  let pid = 0;
  await upInForeground({
    env,
    port: 0,
    onReady: ({ server }) => (pid = server?.pid as number),
    serve: async () => expect(startOf(pid)).toBeDefined(),
  });
  expect(startOf(pid)).toBeUndefined();
  expect(existsSync(stateFiles(env).serverPid)).toBe(false);
});

test('with a Temporal elsewhere no server is started', async () => {
  const attempt = start({ env: { ...env, TEMPORAL_ADDRESS: '127.0.0.1:1' } });
  await expect(attempt).rejects.toMatchObject({ code: 'TemporalUnreachable' });
  expect(existsSync(stateFiles(env).serverPid)).toBe(false);
});
