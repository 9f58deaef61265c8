/** The UI's own server behind the proxy: the real one, with Temporal embedded. */
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { byHeader } from '../../../src/gateway/ui/identify';
import { OwnNames } from '../../../src/gateway/ui/own-names';
import { withIdentity, makeUiProxy, type UiProxyOptions } from '../../../src/gateway/ui/server';
import { readTemporalState } from '../../../src/lib/files/state';
import { startEmbedded, stopEmbedded } from '../../../src/services/embedded';
import { connectClient, type Temporal } from '../../../src/temporal/connect';
import { startedOf } from '../../../src/workers/runs/started';

const HEADER = 'Cf-Access-Authenticated-User-Email';
const who = 'night@sgos.example';

describe("Temporal's UI", () => {
  const root = mkdtempSync(join(tmpdir(), 'roost-ui-'));
  const env = { ...process.env, XDG_STATE_HOME: root };
  const changes: Parameters<UiProxyOptions['onChange']>[0][] = [];
  let temporal: Temporal;
  let proxy: FastifyInstance;
  let url: string;
  let csrf: string;

  beforeAll(async () => {
    await startEmbedded({ env, port: 0, uiPort: 0, log: () => {} });
    temporal = await connectClient({ env });
    proxy = makeUiProxy({
      upstream: readTemporalState(env)!.ui,
      namespace: 'default',
      own: new OwnNames([]),
      identify: byHeader(HEADER),
      mustBeNamed: false,
      onForeign: () => {},
      onChange: (change) => void changes.push(change),
    });
    url = await proxy.listen({ host: '127.0.0.1', port: 0 });
    const page = await call('GET', '/api/v1/settings');
    csrf = /_csrf=([^;]+)/.exec(page.headers['set-cookie']![0]!)![1]!;
  }, 60_000);
  afterAll(async () => {
    await proxy.close();
    await temporal.close();
    await stopEmbedded(env);
    rmSync(root, { recursive: true, force: true });
  });

  /** A body that is no text is sent as JSON. */
  function call(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string | string[]> = {},
  ) {
    return new Promise<{ status: number; body: string; headers: Record<string, string[] | undefined> }>(
      (resolve, reject) => {
        const sent =
          method === 'GET'
            ? {}
            : {
                'x-csrf-token': csrf,
                cookie: `_csrf=${csrf}`,
                ...(body !== undefined && { 'content-type': 'application/json' }),
              };
        const asking = request(`${url}${path}`, { method, headers: { ...sent, ...headers } }, (answer) => {
          let text = '';
          answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
          answer.on('end', () =>
            resolve({
              status: answer.statusCode!,
              body: text,
              headers: answer.headersDistinct as Record<string, string[] | undefined>,
            }),
          );
        });
        asking.on('error', reject);
        asking.end(typeof body === 'string' ? body : body === undefined ? undefined : JSON.stringify(body));
      },
    );
  }
  const at = (id: string, rest = ''): string => `/api/v1/namespaces/default/workflows/${id}${rest}`;
  const start = {
    workflowType: { name: 'deploy' },
    taskQueue: { name: 'nobody' },
    requestId: 'one',
    identity: 'somebody else',
  };

  test('looks as it does without the proxy', async () => {
    const page = await call('GET', '/namespaces/default/workflows');
    expect(page).toMatchObject({ status: 200, body: expect.stringContaining('<!doctype html>') as string });
    // The front page is roost's own.
    const front = await call('GET', '/');
    expect(front).toMatchObject({ status: 200, body: expect.stringContaining('RoostSnapshot') as string });
    expect(front.headers['content-security-policy']?.[0]).toMatch(/^default-src 'none'; script-src 'sha256-/);
    expect((await call('GET', '/api/v1/namespaces/default/workflows')).status).toBe(200);
    expect(changes).toEqual([]);
  });

  test('a run is started in the name of who is logged in, whatever name the request brings', async () => {
    expect(await call('POST', at('a'), start, { [HEADER]: who })).toMatchObject({ status: 200 });
    const { runId } = await temporal.client.workflow.getHandle('a').describe();
    expect(await startedOf(temporal.client, 'a', runId)).toMatchObject({ who, origin: who });
    expect(await call('POST', at('a', '/signal/look'), {}, { [HEADER]: who })).toMatchObject({ status: 200 });
    expect(await call('POST', at('a', '/terminate'), { reason: 'enough' }, { [HEADER]: who })).toMatchObject({
      status: 200,
    });
    const { events } = await temporal.client.workflow.getHandle('a', runId).fetchHistory();
    expect(
      events!
        .map(
          (event) =>
            (
              event.workflowExecutionSignaledEventAttributes ??
              event.workflowExecutionTerminatedEventAttributes
            )?.identity,
        )
        .filter(Boolean),
    ).toEqual([who, who]);
    expect(changes.splice(0)).toEqual(
      ['', '/signal/look', '/terminate'].map((rest) => ({ method: 'POST', path: at('a', rest), who })),
    );
  });

  test('a request without a body is in that name too', async () => {
    await call('POST', at('b'), { ...start, requestId: 'two' }, { [HEADER]: who });
    expect(await call('POST', at('b', '/cancel'), undefined, { [HEADER]: who })).toMatchObject({
      status: 200,
    });
    const { events } = await temporal.client.workflow.getHandle('b').fetchHistory();
    expect(events!.at(-1)!.workflowExecutionCancelRequestedEventAttributes).toMatchObject({ identity: who });
    const many = {
      jobId: 'one',
      namespace: 'default',
      visibilityQuery: "WorkflowId = 'b'",
      reason: 'enough',
      terminationOperation: { identity: 'boss' },
    };
    expect(
      await call('POST', '/api/v1/namespaces/default/batch-operations/one', many, { [HEADER]: who }),
    ).toMatchObject({ status: 200 });
    await call('DELETE', '/api/v1/namespaces/default/schedules/none?identity=boss', undefined, {
      [HEADER]: who,
    });
    changes.length = 0;
  });

  test('no body passes in which a name could be forged', async () => {
    const forged = JSON.stringify({ ...start, requestId: 'four', identity: 'roost:1@x' });
    for (const type of ['application/xml', 'application/x-www-form-urlencoded'])
      expect(await call('POST', at('d'), forged, { [HEADER]: who, 'content-type': type })).toMatchObject({
        status: 415,
      });
    for (const body of ['"text"', '[]', '1', '{"identity":"roost:1@x"'])
      for (const type of ['application/json', 'text/plain']) {
        const { status } = await call('POST', at('d'), body, { [HEADER]: who, 'content-type': type });
        expect([400, 415]).toContain(status);
      }
    await expect(temporal.client.workflow.getHandle('d').describe()).rejects.toThrow('not found');
    changes.length = 0;
  });

  test("what the UI's own pages send as text gets the name of who is logged in, in the list too", async () => {
    const field = (value: string) => ({
      metadata: { encoding: Buffer.from('json/plain').toString('base64') },
      data: Buffer.from(JSON.stringify(value)).toString('base64'),
    });
    const copied = { indexedFields: { RoostApp: field('phone'), RoostBy: field('boss') } };
    const body = JSON.stringify({ ...start, requestId: 'five', searchAttributes: copied });
    const headers = { [HEADER]: who, 'content-type': 'text/plain;charset=UTF-8' };
    expect(await call('POST', at('e'), body, headers)).toMatchObject({ status: 200 });
    const { runId, searchAttributes } = await temporal.client.workflow.getHandle('e').describe();
    expect(searchAttributes).toMatchObject({ RoostApp: ['phone'], RoostBy: [who] });
    expect(await startedOf(temporal.client, 'e', runId)).toMatchObject({ who });
    await call('POST', at('e', '/terminate'), '{"reason":"enough"}', headers);
    changes.length = 0;
  });

  test('an update in that name is no request that the API does not know', async () => {
    const answer = await call(
      'POST',
      at('nowhere', '/update/decide'),
      { waitPolicy: {}, request: { input: { name: 'decide' } } },
      { [HEADER]: who },
    );
    expect(answer).toMatchObject({ status: 404, body: expect.stringContaining('nowhere') as string });
    changes.length = 0;
  });

  test('to ask a run how far it is changes nothing, so it needs no name', async () => {
    expect(
      (await call('POST', at('nowhere', '/query/progress'), { query: { queryType: 'progress' } })).status,
    ).toBe(404);
    expect(changes).toEqual([]);
  });

  test('who is not named changes nothing', async () => {
    const bad = ['', ' ', 'roost:1@x', 'Temporal-scheduler', [who, 'boss']].map((name) => ({
      [HEADER]: name,
    }));
    for (const headers of [{}, ...bad] as Record<string, string | string[]>[]) {
      const answer = await call('POST', at('c'), { ...start, requestId: 'three' }, headers);
      expect(answer).toMatchObject({
        status: 403,
        body: expect.stringContaining('no name of a person') as string,
      });
    }
    await expect(temporal.client.workflow.getHandle('c').describe()).rejects.toThrow('not found');
    expect(changes.splice(0)).toHaveLength(6);
  });
});

test.each([
  ['/api/v1/namespaces/n/workflows/a', { identity: who }],
  ['/api/v1/namespaces/n/workflows/a/cancel', { identity: who }],
  ['/api/v1/namespaces/n/workflows/a/reset', { identity: who }],
  ['/api/v1/namespaces/n/schedules/a/patch', { identity: who }],
  ['/api/v1/namespaces/n/batch-operations/a/stop', { identity: who }],
  ['/api/v1/namespaces/n/workflows/a/update/decide', { request: { meta: { identity: who } } }],
  // These know no name, and refuse a field that they do not know.
  ['/api/v1/namespaces/n/workflows/a/update-options', {}],
  ['/api/v1/namespaces/n', {}],
])('the name in %s', (path, body: { identity?: string; request?: { meta: object } }) => {
  expect(withIdentity(who, path, {}, 'default')).toEqual(body);
  expect(
    withIdentity(
      who,
      path,
      { identity: 'boss', request: { meta: { identity: 'boss', updateId: '1' }, input: {} } },
      'default',
    ),
  ).toEqual({
    ...body,
    request: body.request
      ? { meta: { ...body.request.meta, updateId: '1' }, input: {} }
      : { meta: { identity: 'boss', updateId: '1' }, input: {} },
  });
});

test('the name in a batch stands where its operation is', () => {
  const body = { jobId: 'a', identity: 'boss', signalOperation: { signal: 'look', identity: 'boss' } };
  expect(withIdentity(who, '/api/v1/namespaces/n/batch-operations/a', body, 'default')).toEqual({
    jobId: 'a',
    signalOperation: { signal: 'look', identity: who },
  });
});

test('a run in a namespace that is not of roost gets no attribute that is unknown there', () => {
  const path = '/api/v1/namespaces/other/workflows/a';
  expect(withIdentity(who, path, {}, 'default')).toEqual({ identity: who });
});
