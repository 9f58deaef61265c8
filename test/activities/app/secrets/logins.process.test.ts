/** Logins at a real registry: on the host with the command that needs them, and gone after it. */
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { dockerSettings, registryOf, withLogins } from '../../../../src/activities/app/secrets/logins';
import type { StepSite } from '../../../../src/activities/app/site';
import { isFinal } from '../../../../src/lib/output-tail';

const password = 'pass $word "q" #1';
let folder: string;
let registry: ChildProcess;
let address: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'roost-logins-'));
  const users = execFileSync('htpasswd', ['-Bbn', 'deploy', password]);
  writeFileSync(join(folder, 'htpasswd'), users);
  const port = await freePort();
  address = `127.0.0.1:${port}`;
  writeFileSync(
    join(folder, 'registry.yml'),
    `version: 0.1
log: { level: error }
storage: { filesystem: { rootdirectory: ${folder}/data } }
http: { addr: "${address}" }
auth: { htpasswd: { realm: test, path: ${folder}/htpasswd } }
`,
  );
  registry = spawn('docker-registry', ['serve', join(folder, 'registry.yml')], { stdio: 'ignore' });
  for (let i = 0; i < 100 && (await fetch(`http://${address}/v2/`).catch(() => null)) === null; i++)
    await sleep(100);
  await pushImage();
});
afterAll(() => {
  registry.kill();
  rmSync(folder, { recursive: true });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const authorization = `Basic ${Buffer.from(`deploy:${password}`).toString('base64')}`;

/** One without layers. */
async function pushImage(): Promise<void> {
  const config = '{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}';
  const digest = `sha256:${execFileSync('sha256sum', { input: config }).toString().slice(0, 64)}`;
  const headers = { authorization };
  const begun = await fetch(`http://${address}/v2/app/blobs/uploads/`, { method: 'POST', headers });
  const place = new URL(begun.headers.get('location')!, `http://${address}`);
  place.searchParams.set('digest', digest);
  await fetch(place, {
    method: 'PUT',
    headers: { ...headers, 'content-type': 'application/octet-stream' },
    body: config,
  });
  const type = 'application/vnd.docker.distribution.manifest.v2+json';
  const configType = 'application/vnd.docker.container.image.v1+json';
  const manifest = {
    schemaVersion: 2,
    mediaType: type,
    config: { mediaType: configType, size: config.length, digest },
    layers: [],
  };
  const made = await fetch(`http://${address}/v2/app/manifests/1`, {
    method: 'PUT',
    headers: { ...headers, 'content-type': type },
    body: JSON.stringify(manifest),
  });
  expect(made.status).toBe(201);
}

const own = (): string => join(folder, 'own');
/** Where the host has a place in memory. */
const places = (): string[] =>
  readdirSync('/dev/shm').filter((name) => name.startsWith('roost-work.logins.'));

function site(registries: object, value = password): StepSite {
  return {
    fleet: { registries, secrets: { age: { keyFile: '' } } },
    deps: {
      controlSecret: async () => value,
      redactor: { of: () => ({ add: (text: string) => learnt.push(text) }) },
    },
    host: { name: 'hornbill' },
    read: async (argv: string[]) => ({ stdout: run(argv).stdout, code: 0, stderr: '' }),
  } as unknown as StepSite;
}
const learnt: string[] = [];
function run(argv: string[], input = '') {
  const env = { ...process.env, DOCKER_CONFIG: own() };
  return spawnSync(argv[0]!, argv.slice(1), { env, input, encoding: 'utf8' });
}
const model = (image = `${address}/app:1`, build?: object) => ({ services: { web: { image, build } } });
const logins = () => ({ [address]: { user: 'deploy', password: 'TOKEN' } });

beforeEach(() => {
  rmSync(own(), { recursive: true, force: true });
  mkdirSync(join(own(), 'contexts'), { recursive: true });
  writeFileSync(
    join(own(), 'config.json'),
    JSON.stringify({ auths: { 'other.example': { auth: 'eDp5' } }, credsStore: 'none-such' }),
  );
});

const ask = ['docker', 'manifest', 'inspect', '--insecure'];
const hasDocker = spawnSync('docker', ['--version']).status === 0;

(hasDocker ? test : test.skip)(
  "Docker's client is let in with a login of the fleet, and only then",
  async () => {
    const without = await withLogins(site({}), model(), [...ask, `${address}/app:1`]);
    expect(without.input).toBeUndefined();
    const refused = run(without.argv);
    expect(refused.status).not.toBe(0);
    expect(isFinal(refused.stderr)).toBe(true);
    const { argv, input } = await withLogins(site(logins()), model(), [...ask, `${address}/app:1`]);
    const let_in = run(argv, input);
    expect([let_in.status, let_in.stderr]).toEqual([0, '']);
    expect(let_in.stdout).toContain('sha256:');
    expect(places()).toEqual([]);
    expect(JSON.stringify(argv)).not.toContain(Buffer.from(`deploy:${password}`).toString('base64'));
    expect(JSON.stringify(argv)).not.toContain(password);
    expect(learnt).toContain(Buffer.from(`deploy:${password}`).toString('base64'));
    const wrong = await withLogins(site(logins(), 'wrong'), model(), [...ask, `${address}/app:1`]);
    const denied = run(wrong.argv, wrong.input);
    expect(denied.status).not.toBe(0);
  },
);

test('the settings go however the command ends, those of a killed one with the next; the own ones stay', async () => {
  const shown = join(folder, 'shown');
  const show = `ls -A "$DOCKER_CONFIG" >${shown}; stat -c %a "$DOCKER_CONFIG" "$DOCKER_CONFIG/config.json" >>${shown}`;
  const failing = await withLogins(site(logins()), model(), ['sh', '-c', `${show}; exit 7`]);
  expect(run(failing.argv, failing.input).status).toBe(7);
  expect(readFileSync(shown, 'utf8')).toBe('config.json\ncontexts\n700\n600\n');
  expect(places()).toEqual([]);

  const killed = await withLogins(site(logins()), model(), ['sh', '-c', 'kill -9 $PPID']);
  run(killed.argv, killed.input);
  expect(places()).toHaveLength(1);
  const ended = await withLogins(site(logins()), model(), ['sh', '-c', 'kill -TERM $PPID']);
  run(ended.argv, ended.input);
  expect(places()).toEqual([]);
  expect(existsSync(join(own(), 'config.json'))).toBe(true);

  const job = join(folder, 'job');
  mkdirSync(job);
  writeFileSync(join(job, 'in'), 'x');
  const input = await withLogins(site(logins()), model(), ['test', '!', '-e', join(job, 'in')]);
  const [file, ...args] = input.argv;
  const env = { ...process.env, DOCKER_CONFIG: own(), ROOST_JOB_DIR: job };
  expect(spawnSync(file!, args, { env, input: input.input }).status).toBe(0);
});

test('only registries that images name are told, all of them where something is built', async () => {
  const all = {
    ...logins(),
    'other.example:5000': { user: 'x', password: 'P' },
    'docker.io': { user: 'y', password: 'P' },
  };
  const hosts = async (...args: Parameters<typeof model>): Promise<string[]> => {
    const { input = '{}' } = await withLogins(site(all), model(...args), ['true']);
    return Object.keys((JSON.parse(input) as { credHelpers?: object }).credHelpers ?? {});
  };
  expect(await hosts()).toEqual([address]);
  expect(await hosts('postgres:17')).toEqual(['https://index.docker.io/v1/', 'docker.io']);
  expect(await hosts('third.example/x')).toEqual([]);
  expect(await hosts('x', {})).toHaveLength(4);
  expect(['a/b', 'a.b/c', 'localhost/x', 'h:5/x', 'x:1'].map(registryOf)).toEqual([
    'docker.io',
    'a.b',
    'localhost',
    'h:5',
    'docker.io',
  ]);
});

test("the user's other settings stay", () => {
  const text = dockerSettings('{"auths":{"a":{"auth":"x"}},"credsStore":"s","proxies":{}}', [['r', 't']]);
  expect(JSON.parse(text)).toEqual({
    auths: { a: { auth: 'x' }, r: { auth: 't' } },
    credHelpers: { r: '' },
    credsStore: 's',
    proxies: {},
  });
  expect(JSON.parse(dockerSettings('no json', []))).toEqual({ auths: {}, credHelpers: {} });
});
