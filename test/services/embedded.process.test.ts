import { createServer } from 'node:net';
import { writeJson } from '../../src/lib/files/json-file';
import { stateFiles } from '../../src/lib/files/state';
import { searchAttributes } from '../../src/protocol/names';
import { embeddedProcess, startEmbedded, stopEmbedded } from '../../src/services/embedded';
import { freePort } from '../../src/services/ports';
import { connectClient } from '../../src/temporal/connect';
import { retentionDays, ensureRetention } from '../../src/temporal/namespace';
import { dropEnv, freshEnv } from './support/state';

let env: NodeJS.ProcessEnv;

beforeAll(() => {
  env = freshEnv();
});
afterAll(() => dropEnv(env));

test('a start makes the namespace ready, a second one finds it', async () => {
  const log: string[] = [];
  const first = await startEmbedded({ env, port: 0, log: (line) => log.push(line) });
  expect(first).toMatchObject({ isNew: true, namespace: 'default' });
  expect(log).toContain(`Temporal keeps closed runs for ${retentionDays} days`);

  const { connection, plane, uiUrl, close } = await connectClient({ env });
  const { config } = await connection.workflowService.describeNamespace({ namespace: 'default' });
  expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBe(90 * 86_400);
  const { customAttributes } = await connection.operatorService.listSearchAttributes({
    namespace: 'default',
  });
  expect(Object.keys(customAttributes ?? {}).sort()).toEqual([...searchAttributes].sort());
  expect(plane).toMatch(/^[0-9a-f-]{36}$/);
  expect(uiUrl('deploy web', 'r1')).toBe(`${first.ui}/namespaces/default/workflows/deploy%20web/r1/history`);
  expect((await fetch(uiUrl('deploy-web') as string)).status).toBe(200);
  await close();

  expect(await startEmbedded({ env })).toEqual({ ...first, isNew: false });
});

test('a machine that is busy is no server that is silent', async () => {
  const connecting = connectClient({ env, timeout: 2_000 });
  for (const end = Date.now() + 2_500; Date.now() < end;);
  await (await connecting).close();
});

test('retention shorter than ours is mended, a longer one stays', async () => {
  const { connection, close } = await connectClient({ env });
  const set = (days: number) =>
    connection.workflowService.updateNamespace({
      namespace: 'default',
      config: { workflowExecutionRetentionTtl: { seconds: (days * 86_400) as never } },
    });
  await set(1);
  expect(await ensureRetention(connection, 'default')).toBe(true);
  await set(365);
  expect(await ensureRetention(connection, 'default')).toBe(false);
  await close();
});

test('killed, it starts again at the same address with the same state', async () => {
  const before = await connectClient({ env });
  await before.close();
  process.kill(embeddedProcess(env)?.pid as number, 'SIGKILL');
  const again = await startEmbedded({ env });
  const after = await connectClient({ env });
  await after.close();
  expect(again.isNew).toBe(true);
  expect(after).toMatchObject({ address: before.address, plane: before.plane });
});

test('a pid file whose process is another one now ends nobody', async () => {
  const { pid } = embeddedProcess(env) as { pid: number };
  const bystander = { pid: process.pid, started: 'long ago' };
  const files = stateFiles(env);
  const real = embeddedProcess(env);
  writeJson(files.serverPid, bystander);
  expect(await stopEmbedded(env)).toBe(false);
  process.kill(pid, 0);
  writeJson(files.serverPid, real);
});

test('a port in use is named, with the program that has it', async () => {
  const port = await freePort();
  const server = createServer().listen(port, '127.0.0.1');
  const other = freshEnv();
  await expect(startEmbedded({ env: other, port })).rejects.toMatchObject({
    code: 'PortInUse',
    message: expect.stringContaining(`Port ${port} is in use`),
    details: { port, ...(process.platform === 'linux' && { owner: { pid: process.pid } }) },
  });
  server.close();
  await dropEnv(other);
});
