/** A web page that the operator opens: what it can reach of the embedded Temporal. */
import { execFileSync } from 'node:child_process';
import { request, type OutgoingHttpHeaders } from 'node:http';
import { startEmbedded, stopEmbedded, type EmbeddedServer } from '../../src/services/embedded';
import { connectClient, type Temporal } from '../../src/temporal/connect';
import { dropEnv, freshEnv } from '../services/support/state';

let env: NodeJS.ProcessEnv;
let server: EmbeddedServer;
let temporal: Temporal;

beforeAll(async () => {
  env = freshEnv();
  server = await startEmbedded({ env, port: 0 });
  temporal = await connectClient({ env });
});
afterAll(async () => {
  await temporal.close();
  await dropEnv(env);
});

interface Call {
  method?: string;
  path: string;
  headers?: OutgoingHttpHeaders;
  body?: string;
}

function call({ method = 'POST', path, headers = {}, body }: Call): Promise<number> {
  return new Promise((resolve, reject) => {
    const asking = request(`http://${server.http}${path}`, { method, headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode!);
    });
    asking.on('error', reject);
    asking.end(body);
  });
}

/** As `fetch` sends it in the mode no-cors: a simple request, for which no browser asks first. */
const foreign = {
  origin: 'https://evil.example',
  'sec-fetch-site': 'cross-site',
  'content-type': 'text/plain',
};
const hosts = ['evil.example', 'localhost', 'no host', ''];
const at = '/api/v1/namespaces/default/workflows';
const deploy = JSON.stringify({ workflowType: { name: 'deploy' }, taskQueue: { name: 'roost' } });

test.each([undefined, ...hosts])('the HTTP API starts no run for the Host %p', async (host) => {
  const headers = host === undefined ? foreign : { ...foreign, host };
  expect(await call({ path: `${at}/drive-by`, headers, body: deploy })).toBeGreaterThanOrEqual(400);
  await expect(temporal.client.workflow.getHandle('drive-by').describe()).rejects.toThrow(/not found/i);
});

test.each([undefined, ...hosts])('the HTTP API shows nothing to the Host %p', async (host) => {
  const headers = host === undefined ? {} : { host };
  expect(await call({ method: 'GET', path: at, headers })).toBeGreaterThanOrEqual(400);
});

test('the HTTP API ends no run', async () => {
  const { workflow } = temporal.client;
  const handle = await workflow.start('deploy', { workflowId: 'victim', taskQueue: 'nobody', args: [] });
  await call({ path: `${at}/victim/terminate`, headers: foreign });
  expect((await handle.describe()).status.name).toBe('RUNNING');
  await handle.terminate();
});

const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux('every listener is on the loopback, and all but the two internal ones are named', async () => {
  const lines = execFileSync('ss', ['-Hltnp'], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(`pid=${server.pid},`));
  const addresses = lines.map((line) => line.trim().split(/\s+/)[3]!);
  const named = [server.address, server.http, new URL(server.ui).host, new URL(server.metrics).host];
  expect(addresses).toEqual(expect.arrayContaining(named));
  expect(addresses.filter((address) => !address.startsWith('127.0.0.1:'))).toEqual([]);
  expect(addresses.filter((address) => !named.includes(address))).toHaveLength(2);
});

test('after a restart the listeners are where they were', async () => {
  await stopEmbedded(env);
  const again = await startEmbedded({ env });
  expect(again).toEqual({ ...server, pid: again.pid, isNew: true });
});
