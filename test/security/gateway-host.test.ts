/** A page whose name was pointed at the gateway's address. */
import { request } from 'node:http';
import { healthRoute } from '../../src/gateway/health';
import { metricsRoute, Metrics } from '../../src/gateway/metrics/runs';
import { OwnNames } from '../../src/gateway/ui/own-names';
import { post, start, type Started } from '../gateway/support';

let gateway: Started;
afterEach(() => gateway.end());

const mounts = [healthRoute(async () => [{}]), metricsRoute(new Metrics({ after: () => [] }))];
const own = new OwnNames(['https://hooks.example']);

const get = (path: string, host: string) =>
  new Promise<number>((resolve, reject) => {
    request(new URL(path, gateway.url), { headers: { host } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode!);
    })
      .on('error', reject)
      .end();
  });

test.each(['/health', '/metrics'])('%s is shown under no foreign name', async (path) => {
  gateway = await start({ own }, mounts);
  for (const host of [
    'evil.example',
    'localhost.evil.example',
    'hooks.example.evil',
    '127.0.0.1.evil.example',
  ])
    expect(await get(path, host)).toBe(421);
  for (const host of ['localhost:8470', '127.0.0.1', '[::1]', '100.64.0.7', 'hooks.example'])
    expect(await get(path, host)).toBe(200);
});

test('a signed delivery counts under whatever name the tunnel gives it', async () => {
  gateway = await start({ own }, mounts);
  expect((await post(gateway.url, { headers: { host: 'tunnel.example' } })).status).toBe(202);
});
