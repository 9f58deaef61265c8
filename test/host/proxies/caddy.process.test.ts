/** The real Caddy of Debian, with the lines that `roost check` prints. */
import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { caddyProgram } from '../../../lab/caddy';
import { freePort } from '../../../lab/ports';
import { failed, startTraffic, type Sample } from '../../../lab/traffic';
import { replaceFlagArgv, roostFlag } from '../../../src/host/maintenance';
import { proxyOf, type ProxiedApp, type Proxy } from '../../../src/host/proxies';

let root: string;
let program: string | null;
let proxy: Proxy;
let caddy: ChildProcess | undefined;
let url: string;
let lines: string[];
let app: ProxiedApp;
const backends: Server[] = [];
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
/** Beside the clients of this process, which must go on asking. */
const run = async ([program = '', ...args]: string[]): Promise<void> =>
  void (await promisify(execFile)(program, args));
const adapted = (text: string): string => {
  const file = join(root, 'other');
  writeFileSync(file, text);
  return execFileSync(program!, ['adapt', '--adapter', 'caddyfile', '--config', file], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
};

async function backend(says: string): Promise<number> {
  const server = createServer((_, answer) => answer.end(says)).listen(0, '127.0.0.1');
  backends.push(server);
  await new Promise((resolve) => server.once('listening', resolve));
  return (server.address() as AddressInfo).port;
}

beforeAll(async () => {
  program = await caddyProgram();
  if (!program && process.env.CI) throw new Error('Caddy cannot be fetched');
  root = mkdtempSync(join(tmpdir(), 'roost-caddy-'));
  for (const folder of ['flags', 'live', 'config']) mkdirSync(join(root, folder));
  proxy = proxyOf({
    kind: 'caddy',
    container: 'caddy',
    network: 'web',
    flags: join(root, 'flags'),
    live: join(root, 'live'),
    url: 'http://127.0.0.1',
    probe: 'http://127.0.0.1:8079',
  });
  app = { name: 'phone', domain: 'phone.example', port: 8080, container: 'phone-app-1' };
  const here = [{ source: root, target: root }];
  lines = proxy.lines(app, here);
  if (!program) return;
  const ports = { name: 1, blue: await backend('blue'), green: await backend('green') };
  const [port, probe] = [await freePort(), await freePort()];
  url = `http://127.0.0.1:${port}`;
  const caddyfile = lines
    .join('\n')
    .replace('phone.example {', `http://phone.example:${port} {`)
    .replaceAll(':8079', `:${probe}`)
    .replaceAll('phone-app-1:8080', `127.0.0.1:${ports.name}`)
    .replaceAll('phone-blue:8080', `127.0.0.1:${ports.blue}`)
    .replaceAll('phone-green:8080', `127.0.0.1:${ports.green}`);
  writeFileSync(join(root, 'Caddyfile'), `{\n\tadmin off\n\tauto_https off\n}\n${caddyfile}\n`);
  // Nothing answers by the container's own name: each moment without a slot would show.
  await run(proxy.switchTo(app, 'blue'));
  caddy = spawn(program, ['run', '--config', join(root, 'Caddyfile')], {
    stdio: 'ignore',
    env: { ...process.env, HOME: root, XDG_DATA_HOME: root, XDG_CONFIG_HOME: join(root, 'config') },
  });
  for (let i = 0; i < 100 && (await ask()) === ''; i += 1) await sleep(100);
}, 60_000);

afterAll(() => {
  caddy?.kill();
  for (const server of backends) server.close();
  rmSync(root, { recursive: true, force: true });
});

async function ask(): Promise<string> {
  const traffic = startTraffic({ url, domain: 'phone.example', every: 10, connections: ['new'] });
  await sleep(50);
  const samples = await traffic.stop();
  return samples.some(({ status }) => status === 200) ? 'answers' : '';
}

/** What clients met while `act` was done, by status. */
async function during(act: () => Promise<void>): Promise<{ samples: Sample[]; lost: Sample[] }> {
  const traffic = startTraffic({ url, domain: 'phone.example', every: 5, connections: ['new', 'kept'] });
  await sleep(200);
  await act();
  await sleep(200);
  const samples = await traffic.stop();
  return { samples, lost: samples.filter((sample) => failed(sample) && sample.status !== 503) };
}

test('the lines to paste are what is looked for', () => {
  if (!program) return;
  expect(proxy.configured(adapted(lines.join('\n')), app)).toEqual({
    site: true,
    maintenance: true,
    slots: true,
  });
  const bare = adapted('phone.example {\n\treverse_proxy phone:8080\n}\n*.other.example {\n\trespond "x"\n}');
  expect(proxy.configured(bare, app)).toEqual({ site: true, maintenance: false, slots: false });
  expect(proxy.configured(bare, { ...app, domain: 'a.other.example' })?.site).toBe(true);
  expect(proxy.configured(bare, { ...app, domain: 'b.a.other.example' })?.site).toBe(false);
  expect(proxy.configured('', app)).toBeNull();
});

test('a switch between slots and back loses no request, on new and on kept connections', async () => {
  if (!program) return;
  const { samples, lost } = await during(async () => {
    for (let i = 0; i < 20; i += 1) {
      await run(proxy.switchTo(app, i % 2 === 0 ? 'green' : 'blue'));
      await sleep(50);
    }
  });
  expect(lost).toEqual([]);
  expect(samples.length).toBeGreaterThan(150);
  const kept = samples.filter(({ connection }) => connection === 'kept');
  expect(kept.length).toBeGreaterThan(50);
}, 30_000);

test.each(['phone', null])(
  'the maintenance page of %s, on and off, cuts no connection',
  async (name) => {
    if (!program) return;
    const flag = proxy.flag(name);
    const { samples, lost } = await during(async () => {
      await run(replaceFlagArgv(flag, roostFlag('deploy-phone', '1', 'now')));
      await sleep(300);
      await run(['rm', flag]);
    });
    expect(lost).toEqual([]);
    expect(samples.some(({ status }) => status === 503)).toBe(true);
    expect(samples.at(-1)!.status).toBe(200);
  },
  30_000,
);
