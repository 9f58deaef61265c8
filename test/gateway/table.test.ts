/** What may come in, what is answered, and what it does: every row is sent over HTTP. */
import { connect } from 'node:net';
import { MB } from '../../src/gateway/limits';
import { AFTER, deletion, OLD, post, push, sign, start, type Sent, type Started } from './support';

let gateway: Started;
beforeAll(async () => {
  gateway = await start();
});
afterAll(() => gateway.end());
beforeEach(() => {
  gateway.looks.length = 0;
  gateway.answers.length = 0;
});

const path = (app: string): Sent => ({ path: `/hooks/deploy-${app}` });
const header = (name: string, value?: string): Sent => ({ headers: { [name]: value } });
const files = (...modified: string[]) => push({ commits: [{ added: [], removed: [], modified }] }, 'stacks');

const rows: [input: string, sent: Sent, status: number, reason: string, looks: string[]][] = [
  ['a push to the branch', {}, 202, 'looking', ['phone']],
  ["a push at the app's own URL", path('phone'), 202, 'looking', ['phone']],
  ['a push signed with the old secret', { secret: OLD }, 202, 'looking', ['phone']],
  ['a force-push', { body: push({ forced: true }) }, 202, 'looking', ['phone']],
  [
    'a push to a repository of two stacks, in the paths of one',
    { body: files('stacks/wiki/page.md') },
    202,
    'looking',
    ['wiki'],
  ],
  [
    'a push whose commits GitHub has left away',
    { body: push({ commits: [] }, 'stacks') },
    202,
    'looking',
    ['site', 'wiki'],
  ],
  ['a ping', header('x-github-event', 'ping'), 200, 'ping', []],
  ['another event', header('x-github-event', 'issues'), 200, 'event', []],
  ['another branch', { body: push({ ref: 'refs/heads/feature' }) }, 200, 'branch', []],
  ['a tag', { body: push({ ref: 'refs/tags/main' }) }, 200, 'branch', []],
  ['the branch deleted', { body: deletion() }, 200, 'deleted', []],
  ['a push outside all paths', { body: files('README.md', 'stacks/site.md') }, 200, 'paths', []],
  ['an app that is deployed by hand', { body: push({}, 'books') }, 200, 'manual', []],
  ['no signature', header('x-hub-signature-256'), 401, 'signature-missing', []],
  ['the signature of another secret', { secret: 'guessed' }, 401, 'signature-wrong', []],
  ['the signature of another body', header('x-hub-signature-256', sign('{}')), 401, 'signature-wrong', []],
  [
    'the signature without its algorithm',
    header('x-hub-signature-256', sign(JSON.stringify(push())).slice(7)),
    401,
    'signature-wrong',
    [],
  ],
  ['an empty body', { body: '' }, 401, 'signature-wrong', []],
  ['an unknown app, unsigned', { ...path('nobody'), secret: 'guessed' }, 401, 'signature-wrong', []],
  ['an unknown app', path('nobody'), 404, 'app', []],
  ['a name that no app can have', path('__proto__'), 404, 'app', []],
  ['another repository', { body: push({}, 'other') }, 404, 'repository', []],
  ["another app's repository", { ...path('phone'), body: push({}, 'books') }, 404, 'repository', []],
  [
    'a form instead of JSON',
    header('content-type', 'application/x-www-form-urlencoded'),
    415,
    'content-type',
    [],
  ],
  ['no content type', header('content-type'), 415, 'content-type', []],
  ['broken JSON', { body: '{"ref":' }, 400, 'broken-json', []],
  ['JSON of another shape', { body: '{"ref": ["refs/heads/main"]}' }, 422, 'broken-payload', []],
  ['no delivery id', header('x-github-delivery'), 400, 'headers', []],
  ['a delivery id that is none', header('x-github-delivery', '"><script>'), 400, 'headers', []],
  ['26 MB', { body: Buffer.alloc(26 * MB, 'a') }, 413, 'too-large', []],
];

it.each(rows)('%s', async (_input, sent, status, reason, looks) => {
  const got = await post(gateway.url, sent);
  expect({ status: got.status, reason: got.body.reason }).toEqual({ status, reason });
  expect(gateway.looks.map(([app]) => app)).toEqual(looks);
  expect(gateway.answers).toMatchObject([{ status, reason, from: '127.0.0.1' }]);
});

it('says in the answer and in the record what it has done, and of the payload ids only', async () => {
  const delivery = '72d3162e-cc78-11e3-81ab-4c9367dc0958';
  const got = await post(gateway.url, header('x-github-delivery', delivery));
  expect(got.body).toEqual({
    result: 'accepted',
    reason: 'looking',
    message: expect.any(String),
    apps: ['phone'],
  });
  expect(gateway.looks).toEqual([['phone', { by: 'delivery', id: delivery }]]);
  const ids = {
    path: '/hooks/github',
    delivery,
    event: 'push',
    apps: ['phone'],
    repository: 4711,
    commit: AFTER,
  };
  const rest = {
    at: expect.any(String),
    ms: expect.any(Number),
    from: '127.0.0.1',
    result: 'accepted',
    reason: 'looking',
    status: 202,
  };
  expect(gateway.answers).toEqual([{ ...ids, ...rest }]);
});

it('a delivery that is replayed looks again, and no more', async () => {
  const again: Sent = header('x-github-delivery', '72d3162e-cc78-11e3-81ab-4c9367dc0958');
  expect([(await post(gateway.url, again)).status, (await post(gateway.url, again)).status]).toEqual([
    202, 202,
  ]);
  expect(new Set(gateway.looks.map(([app]) => app))).toEqual(new Set(['phone']));
});

it('tells nothing of the fleet before the signature is right', async () => {
  const { body } = await post(gateway.url, { path: '/hooks/deploy-phone', secret: 'guessed' });
  expect(body).toEqual({ result: 'refused', reason: 'signature-wrong', message: expect.any(String) });
});

it('another method, another path: 404', async () => {
  expect((await fetch(`${gateway.url}/hooks/github`)).status).toBe(404);
  expect((await post(gateway.url, { path: '/hooks/gitlab' })).status).toBe(404);
});

/** What a server answers to bytes that come as slowly as the sender likes. */
function slowly(url: string, text: string): Promise<{ answer: string; seconds: number }> {
  const { hostname, port } = new URL(url);
  const begun = Date.now();
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port) }, () => socket.write(text));
    let answer = '';
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    socket.on('error', () => {});
    socket.on('close', () => resolve({ answer, seconds: (Date.now() - begun) / 1000 }));
  });
}

it.each([
  ['headers', 'POST /hooks/github HTTP/1.1\r\nHost: hooks\r\n'],
  [
    'a body',
    'POST /hooks/github HTTP/1.1\r\nHost: hooks\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"ref":',
  ],
])('%s that never end: 408, within 10 s', async (_what, text) => {
  const { answer, seconds } = await slowly(gateway.url, text);
  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  expect(seconds).toBeLessThan(10);
  expect(gateway.answers).toMatchObject([{ status: 408, reason: 'too-slow' }]);
});

it('what is no HTTP: 400', async () => {
  expect((await slowly(gateway.url, 'hello\r\n\r\n')).answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(gateway.answers).toMatchObject([{ reason: 'malformed' }]);
});
