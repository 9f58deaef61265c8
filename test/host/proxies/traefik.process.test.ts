/**
 * A stand-in that follows Traefik's documented rules, with the very files
 * that roost writes. The real one was not run.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../../../lab/ports';
import { failed, startTraffic } from '../../../lab/traffic';
import { clearFlagArgv, replaceFlagArgv, roostFlag } from '../../../src/host/maintenance';
import { proxyOf, type Asked, type ProxiedApp, type Proxy } from '../../../src/host/proxies';

const line = roostFlag('deploy-phone', 'op', 'now');
let folder: string;
let proxy: Proxy;
let app: ProxiedApp;
let url: string;
let traefik: ChildProcess;
let server: Server;
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
/** Beside the clients of this process, which must go on asking. */
const run = async ([program = '', ...args]: string[]): Promise<void> =>
  void (await promisify(execFile)(program, args));

function statusOf({ url: at, host }: Asked): Promise<number> {
  return new Promise((resolve) => {
    const asked = request(at, { headers: { host: host ?? '' }, agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    asked.on('error', () => resolve(0));
    asked.end();
  });
}

async function until(what: Asked | null, status: number, limit = 8_000): Promise<boolean> {
  const end = Date.now() + limit;
  while ((await statusOf(what!)) !== status) {
    if (Date.now() > end) return false;
    await sleep(50);
  }
  return true;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'roost-traefik-'));
  server = createServer((_, answer) => answer.end('served')).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const [web, roost] = [await freePort(), await freePort()];
  url = `http://127.0.0.1:${web}`;
  proxy = proxyOf({ kind: 'traefik', container: 'traefik', network: 'web', flags: folder, live: folder, url, probe: `http://127.0.0.1:${roost}` });
  // Names of slots lead nowhere here: what answers is the container by
  // its own name, or a slot's file made to.
  app = { name: 'phone', domain: 'phone.example', port, container: '127.0.0.1' };
  const router = { rule: 'Host(`phone.example`)', service: 'roost-phone@file' };
  writeFileSync(join(folder, 'people.yml'), JSON.stringify({ http: { routers: { phone: router } } }));
  const env = { ...process.env, YAML_MODULE: require.resolve('yaml'), THROTTLE_MS: '500' };
  const program = join(__dirname, '../../../lab/proxy/traefik.js');
  traefik = spawn('node', [program, folder, String(web), String(roost)], { stdio: 'ignore', env });
  await run(proxy.switchTo(app, null));
  if (!(await until(proxy.taken('phone', 'name'), 302, 20_000))) throw new Error('the stand-in does not answer');
}, 40_000); // prettier-ignore
afterAll(() => {
  traefik.kill();
  server.close();
  rmSync(folder, { recursive: true });
});

/** As the names of slots resolve in the proxy's network. */
const resolved = (argv: string[]): string[] =>
  argv.map((one) => one.replaceAll(/phone-(blue|green):/g, '127.0.0.1:'));

test('it says what it goes by, and switches to slots and back without a lost request', async () => {
  const traffic = startTraffic({ url, domain: 'phone.example', every: 10, connections: ['new', 'kept'] });
  for (const [slot, former] of [['green', 'name'], ['blue', 'green'], ['green', 'blue'], [null, 'green']] as const) {
    await run(resolved(proxy.switchTo(app, slot)));
    expect(await until(proxy.taken('phone', slot ?? 'name'), 302)).toBe(true);
    expect(await statusOf(proxy.taken('phone', former)!)).toBe(404);
  }
  const samples = await traffic.stop();
  expect(samples.filter(failed)).toEqual([]);
  expect(samples.length).toBeGreaterThan(50);
}, 60_000); // prettier-ignore

test('a name that is only guessed takes no known one away', async () => {
  const file = join(folder, 'roost-phone.name.yml');
  const before = readFileSync(file, 'utf8');
  await run(proxy.switchTo({ ...app, container: 'phone-app-1', guessed: true }, null));
  expect(readFileSync(file, 'utf8')).toBe(before);
  await run(proxy.switchTo({ ...app, container: 'phone-app-2' }, null));
  expect(readFileSync(file, 'utf8')).toContain('http://phone-app-2:');
  await run(proxy.switchTo(app, null));
  expect(readFileSync(file, 'utf8')).toBe(before);
});

test('a slot is reached before anything is switched to it', async () => {
  await run(resolved(proxy.prepare(app)!));
  expect(await until(proxy.inSlot(app, 'blue'), 200)).toBe(true);
  expect(await statusOf(proxy.taken('phone', 'blue')!)).toBe(404);
}, 30_000);

test('the maintenance page comes before the router of a person, and goes without a cut connection', async () => {
  const traffic = startTraffic({ url, domain: 'phone.example', every: 10, connections: ['new', 'kept'] });
  const flag = proxy.flag('phone');
  await run(replaceFlagArgv(flag, proxy.flagText(line, 'phone', [app])));
  expect(await until(proxy.taken('phone', 'maintenance'), 302)).toBe(true);
  await sleep(200);
  await run(clearFlagArgv(flag, true));
  expect(await until(proxy.taken('phone', 'maintenance'), 404)).toBe(true);
  await sleep(200);
  const samples = await traffic.stop();
  expect(new Set(samples.map(({ status }) => status))).toEqual(new Set([200, 502]));
  expect(samples.at(-1)!.status).toBe(200);
}, 30_000);

test('a file of a person that Traefik refuses is noticed: nothing is taken any more', async () => {
  writeFileSync(join(folder, 'broken.yml'), 'http: [');
  await sleep(100);
  await run(resolved(proxy.switchTo(app, 'green')));
  expect(await until(proxy.taken('phone', 'green'), 302, 1_500)).toBe(false);
  rmSync(join(folder, 'broken.yml'));
  expect(await until(proxy.taken('phone', 'green'), 302)).toBe(true);
}, 30_000);
