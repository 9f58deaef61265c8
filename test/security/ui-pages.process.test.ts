/** A web page in the operator's browser, at the real UI behind roost's proxy. */
import { request, type OutgoingHttpHeaders } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { byHeader } from '../../src/gateway/ui/identify';
import { OwnNames } from '../../src/gateway/ui/own-names';
import { makeUiProxy, type UiProxyOptions } from '../../src/gateway/ui/server';
import { startEmbedded } from '../../src/services/embedded';
import { connectClient, type Temporal } from '../../src/temporal/connect';
import { dropEnv, freshEnv } from '../services/support/state';
import { until } from '../services/support/worker';

const HEADER = 'Cf-Access-Authenticated-User-Email';
const boss = { [HEADER]: 'boss@sgos.example' };

let env: NodeJS.ProcessEnv;
let temporal: Temporal;
let proxy: FastifyInstance;
let port: number;
const foreign: Parameters<UiProxyOptions['onForeign']>[0][] = [];

beforeAll(async () => {
  env = freshEnv();
  const { ui } = await startEmbedded({ env, port: 0 });
  temporal = await connectClient({ env });
  proxy = makeUiProxy({
    upstream: ui,
    namespace: 'default',
    own: new OwnNames(['https://ui.example']),
    identify: byHeader(HEADER),
    mustBeNamed: false,
    onChange: () => {},
    onForeign: (refused) => void foreign.push(refused),
  });
  port = Number(new URL(await proxy.listen({ host: '127.0.0.1', port: 0 })).port);
  // The UI starts beside the server, and connects to it a moment later.
  const namespace = (): ReturnType<typeof call> =>
    call('GET', '/api/v1/namespaces/default', { host: 'localhost' });
  await until(async () => (await namespace()).status === 200);
});
afterAll(async () => {
  await proxy.close();
  await temporal.close();
  await dropEnv(env);
});
beforeEach(() => void foreign.splice(0));

function call(method: string, path: string, headers: OutgoingHttpHeaders) {
  return new Promise<{ status: number; cookie: string; frames: unknown }>((resolve, reject) => {
    const asking = request({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
      answer.resume();
      const cookie = /_csrf=([^;]+)/.exec(answer.headers['set-cookie']?.[0] ?? '')?.[1] ?? '';
      resolve({ status: answer.statusCode!, cookie, frames: answer.headers['x-frame-options'] });
    });
    asking.on('error', reject);
    asking.end();
  });
}

/** As a page that holds the UI's cookie sends it. */
async function terminate(id: string, headers: OutgoingHttpHeaders): Promise<number> {
  const { cookie } = await call('GET', '/api/v1/settings', { host: 'localhost' });
  expect(cookie).not.toBe('');
  const csrf = { 'x-csrf-token': cookie, cookie: `_csrf=${cookie}` };
  const path = `/api/v1/namespaces/default/workflows/${id}/terminate`;
  return (await call('POST', path, { ...boss, ...csrf, ...headers })).status;
}

async function runs(id: string): Promise<() => Promise<string>> {
  const { workflow } = temporal.client;
  const handle = await workflow.start('deploy', { workflowId: id, taskQueue: 'nobody', args: [] });
  return async () => (await handle.describe()).status.name;
}

test('a page whose name was pointed at this machine reads nothing and ends nothing', async () => {
  const status = await runs('rebound');
  const host = `evil.example:${port}`;
  expect(await call('GET', '/api/v1/settings', { host })).toMatchObject({ status: 421, cookie: '' });
  expect(await terminate('rebound', { host, origin: `http://${host}` })).toBe(421);
  expect(await status()).toBe('RUNNING');
  expect(foreign.at(-1)).toMatchObject({ method: 'POST', host, origin: `http://${host}` });
});

test.each([
  { origin: 'https://evil.example' },
  { origin: 'null' },
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
  { origin: 'http://localhost:3000' },
  { host: 'ui.example', origin: 'https://evil.example' },
])('a page of another site ends nothing: %p', async (headers: OutgoingHttpHeaders) => {
  const id = `across-${JSON.stringify(headers).replace(/\W+/g, '-')}`;
  const status = await runs(id);
  expect(await terminate(id, { host: `localhost:${port}`, ...headers })).toBe(403);
  expect(await status()).toBe('RUNNING');
  expect(foreign).toHaveLength(1);
});

test.each<OutgoingHttpHeaders>([
  {},
  { host: 'ui.example', origin: 'https://ui.example', 'sec-fetch-site': 'same-origin' },
  { host: '[::1]:8471', origin: 'http://[::1]:8471' },
  // A tunnel that puts a Host of its own.
  { host: 'localhost:8471', origin: 'https://ui.example' },
])('its own pages, and clients that are no browser, end a run: %p', async (headers) => {
  const id = `own-${JSON.stringify(headers).replace(/\W+/g, '-')}`;
  const status = await runs(id);
  expect(await terminate(id, headers)).toBe(200);
  expect(await status()).toBe('TERMINATED');
});

test('no other page may frame it', async () =>
  expect(await call('GET', '/', { host: 'localhost' })).toMatchObject({ status: 200, frames: 'DENY' }));
