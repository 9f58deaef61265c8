/**
 * The installed programs, started by their unit files: an update while runs are
 * in flight, then all three killed and started as after a reboot.
 * The worker's activities are fakes that do what files say; all else is real.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { install } from '../../src/install/install';
import { prepare } from '../../src/install/prepare';
import { pointed } from '../../src/install/switch';
import { uninstall } from '../../src/install/uninstall';
import { startOf } from '../../src/lib/process';
import { taskQueue } from '../../src/protocol/names';
import { freePort } from '../../src/services/ports';
import { connectClient, type Temporal } from '../../src/temporal/connect';
import type { deploy } from '../../src/workflows/release/deploy';
import { post, SECRET } from '../gateway/support';
import { until } from '../services/support/worker';
import { resultOf, type Run } from '../workflows/world';
import { Supervisor } from './supervisor';
import { place, put, type Place } from './support';

const repository = join(__dirname, '..', '..');

let at: Place;
let supervisor: Supervisor;
let temporal: Temporal;

const tell = (name: string): void => writeFileSync(at.file('told', name), '');
const untell = (name: string): void => rmSync(at.file('told', name));
const callsOf = (app: string): string[] => {
  const file = at.file('told', `${app}.log`);
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
};
const count = (app: string, call: string): number =>
  callsOf(app).filter((line) => line.endsWith(` ${call}`)).length;

/** This checkout, with a worker whose activities note the version's name. */
async function installVersion(name: string): Promise<string> {
  const root = at.file('checkout');
  const main = `require(${JSON.stringify(require.resolve('tsx/cjs'))});
process.argv.push(require('node:path').join(__dirname, '..', 'workflow-bundle.js'), '${name}');
require(${JSON.stringify(join(repository, 'test', 'services', 'fixtures', 'deploy-worker.ts'))});\n`;
  put(join(root, 'dist', 'workers', 'main.js'), main);
  const env = { ...process.env, PATH: `${at.file('tools')}:${process.env.PATH}` };
  const prepared = prepare(at.settings, root, env, supervisor);
  await install(prepared, { root, env, system: supervisor, log: () => {} });
  return prepared.version;
}

const start = (app: string): Promise<Run> =>
  temporal.client.workflow.start<typeof deploy>('deploy', {
    taskQueue,
    workflowId: `deploy-${app}`,
    args: [{ app, by: 'anna' }],
  });

const gatewayUrl = (): string | undefined => {
  const file = at.file('state', 'roost', 'gateway.json');
  const state = existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as { pid: number; url: string })
    : undefined;
  return state?.pid === supervisor.pid('roost-gateway.service') ? state.url : undefined;
};

async function pushed(): Promise<void> {
  await until(() => gatewayUrl() !== undefined, 60_000);
  expect((await post(gatewayUrl()!)).status).toBe(202);
}

beforeAll(async () => {
  execFileSync(process.execPath, [join(repository, 'scripts', 'build.js')]);
  const port = await freePort();
  at = place({ port, uiPort: await freePort() });
  supervisor = new Supervisor(at.settings.unitDir);
  put(
    at.file('tools', 'sops'),
    `#!/bin/sh\ncase "$*" in *--version) echo sops 3.9.0; exit ;; esac\ncat > /dev/null\necho 'ROOST_WEBHOOK_SECRET=${SECRET}'\n`,
    0o755,
  );
  put(at.file('secrets.env.sops'), 'encrypted');
  put(
    at.file('fleet.yaml'),
    `${readFileSync(at.file('fleet.yaml'), 'utf8')}secrets: { file: ${at.file('secrets.env.sops')} }\ngateway: { port: 0 }\n`,
  );
  // Settings that stand in no unit.
  put(at.file('etc', 'roost.env'), `ROOST_TEST_FOLDER=${at.file('told')}\n`, 0o600);
  mkdirSync(at.file('told'));
  for (const name of ['package.json', 'roost', 'LICENSE', 'dist'])
    cpSync(join(repository, name), at.file('checkout', name), { recursive: true });
  symlinkSync(join(repository, 'node_modules'), at.file('checkout', 'node_modules'));
}, 300_000);

afterAll(async () => {
  await temporal?.close();
  await supervisor.crash();
  at.drop();
}, 120_000);

test('an update, and then a crash of everything: runs, the schedule and the inbox go on', async () => {
  const one = await installVersion('one');
  const address = `127.0.0.1:${at.settings.port}`;
  temporal = await connectClient({
    target: { options: { address }, address, namespace: 'default', source: 'environment' },
    timeout: 10_000,
  });
  tell('building.build.lasts');
  tell('phone.build.lasts');
  const run = await start('building');
  const action = {
    type: 'startWorkflow' as const,
    workflowType: 'deploy',
    workflowId: 'nightly',
    taskQueue,
    args: [{ app: 'nightly', by: 'schedule' }],
  };
  await temporal.client.schedule.create({
    scheduleId: 'nightly',
    spec: { intervals: [{ every: '2s' }] },
    action,
    policies: { overlap: 'SKIP' },
  });
  await pushed();
  for (const app of ['building', 'phone']) await until(() => callsOf(app).at(-1) === 'one build', 60_000);

  const server = supervisor.pid('roost-temporal.service');
  const two = await installVersion('two');
  expect([pointed(at.file('opt', 'current')), pointed(at.file('opt', 'previous'))]).toEqual([two, one]);
  expect(supervisor.pid('roost-temporal.service')).toBe(server);
  // Handed over, and looked at again by the new worker.
  for (const app of ['building', 'phone']) await until(() => callsOf(app).at(-1) === 'two build', 60_000);
  // One more, while the first one's deploy runs.
  await pushed();

  await until(() => count('nightly', 'releaseLock') > 0, 60_000);
  await supervisor.crash();
  const nights = count('nightly', 'releaseLock');
  ['building', 'phone'].forEach((app) => untell(`${app}.build.lasts`));
  await supervisor.boot();

  expect(await resultOf(run)).toMatchObject({ outcome: 'succeeded' });
  await until(() => count('phone', 'releaseLock') === 2, 60_000);
  await until(() => count('nightly', 'releaseLock') > nights + 1, 60_000);
  // What was done before was not done again; what ran at the crash was looked at again.
  const once = [...new Set(callsOf('building').map((call) => call.split(' ')[1]!))];
  expect(once.filter((call) => count('building', call) !== 1)).toEqual(['build']);
  expect(count('phone', 'planDeploy')).toBe(2);
  await pushed();
  await until(() => count('phone', 'releaseLock') === 3, 60_000);
}, 600_000);

test('uninstalled: nothing runs, and the runs are kept', async () => {
  const pids = ['temporal', 'worker', 'gateway'].map((name) => supervisor.pid(`roost-${name}.service`));
  await uninstall(at.settings, false, supervisor);
  expect(pids.map(startOf)).toEqual([undefined, undefined, undefined]);
  expect(existsSync(at.file('opt'))).toBe(false);
  expect(existsSync(at.file('state', 'roost', 'temporal.db'))).toBe(true);
}, 120_000);
