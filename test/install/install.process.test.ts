import {
  chmodSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { install } from '../../src/install/install';
import { prepare } from '../../src/install/prepare';
import { settle } from '../../src/install/settings';
import { pointed } from '../../src/install/switch';
import type { Settings } from '../../src/install/types';
import { uninstall } from '../../src/install/uninstall';
import { fakeBuild, FakeSystem, place, put, type Place } from './support';

let at: Place;
let system: FakeSystem;
beforeEach(() => {
  at = place();
  system = new FakeSystem();
  put(at.file('tools', 'temporal'), '#!/bin/sh\necho "temporal version 1.5.1 (Server 1.29.1)"\n', 0o755);
  put(at.file('tools', 'sops'), '#!/bin/sh\necho sops 3.9.0\n', 0o755);
});
afterEach(() => at.drop());

const gatewayToo = (): void =>
  writeFileSync(at.file('fleet.yaml'), `${readFileSync(at.file('fleet.yaml'), 'utf8')}gateway: {}\n`);

async function run(code?: string, more: Partial<Settings> = {}) {
  const root = fakeBuild(at.file('checkout'), code);
  const env = { HOME: at.folder, PATH: `${at.file('tools')}:${process.env.PATH}` };
  const prepared = prepare({ ...at.settings, ...more }, root, env, system);
  return { ...prepared, ...(await install(prepared, { root, env, system, log: () => {} })) };
}

const names = (folder: string): string[] => readdirSync(folder).sort();
const current = (...path: string[]): string => at.file('opt', 'current', ...path);

test('copies what runs and nothing else, and starts it', async () => {
  const { version, switched } = await run();
  expect(version).toMatch(/^0\.1\.0-[0-9a-f]{8}$/);
  expect(switched).toBe(true);
  expect(pointed(current())).toBe(version);
  expect(names(current())).toEqual(['LICENSE', 'bin', 'dist', 'node_modules', 'package.json', 'roost']);
  expect(names(current('dist'))).toEqual(['workers']);
  expect(names(current('node_modules'))).toEqual(['.package-lock.json', '@temporalio', 'pino']);
  expect(names(current('node_modules', 'pino'))).toEqual(['index.js', 'node_modules']);
  expect(names(current('node_modules', '@temporalio', 'core-bridge', 'releases'))).toHaveLength(1);
  expect(names(current('bin'))).toEqual(['sops', 'temporal']);
  expect(names(at.file('units'))).toEqual(['roost-temporal.service', 'roost-worker.service']);
  expect(statSync(at.file('etc', 'roost.env')).mode & 0o777).toBe(0o600);
  expect(statSync(at.file('state', 'roost')).mode & 0o777).toBe(0o700);
  expect(system.asked).toEqual([
    'daemon-reload',
    'enable roost-temporal.service roost-worker.service',
    'restart roost-temporal.service roost-worker.service',
  ]);
});

test('a second time changes nothing and restarts nothing', async () => {
  await run();
  system.asked.length = 0;
  expect(await run()).toMatchObject({ switched: false, discarded: [] });
  expect(system.asked).toEqual([
    'daemon-reload',
    'enable roost-temporal.service roost-worker.service',
    'start roost-temporal.service roost-worker.service',
  ]);
});

test("a checkout that is its owner's alone is readable once installed", async () => {
  put(at.file('checkout', 'dist', 'workers', 'own.sh'), '#!/bin/sh\n', 0o700);
  chmodSync(at.file('checkout', 'dist', 'workers'), 0o700);
  await run();
  const modes = ['dist/workers', 'dist/workers/own.sh', 'dist/workers/main.js', 'bin/temporal'].map((name) =>
    (statSync(current(name)).mode & 0o777).toString(8),
  );
  expect(modes).toEqual(['755', '755', '644', '755']);
});

test('an update lies beside the old version, shares what is equal, and leaves Temporal alone', async () => {
  const old = await run();
  system.asked.length = 0;
  const { version } = await run('exports.n = 2;\n');
  expect(names(at.file('opt', 'versions'))).toEqual([old.version, version].sort());
  expect(pointed(at.file('opt', 'previous'))).toBe(old.version);
  const [before, after] = [old.version, version].map(
    (name) => (file: string) => statSync(at.file('opt', 'versions', name, file)),
  );
  for (const file of ['bin/temporal', 'node_modules/pino/node_modules/inner/index.js'])
    expect(after!(file).ino).toBe(before!(file).ino);
  expect(after!('dist/workers/main.js').ino).not.toBe(before!('dist/workers/main.js').ino);
  expect(system.asked.slice(2)).toEqual(['restart roost-worker.service', 'start roost-temporal.service']);
});

test('another Temporal is restarted too', async () => {
  await run();
  put(at.file('tools', 'temporal'), '#!/bin/sh\necho "temporal version 1.6.0 (Server 1.30.0)"\n', 0o755);
  system.asked.length = 0;
  await run('exports.n = 2;\n');
  expect(system.asked.slice(2)).toEqual(['restart roost-temporal.service roost-worker.service']);
});

test('the way back is the previous version; of older ones nothing is kept', async () => {
  const [first, second] = [await run('1'), await run('2')];
  expect(await run('1')).toMatchObject({ switched: true, version: first.version, former: second.version });
  const third = await run('3');
  expect(third.discarded).toEqual([second.version]);
  expect(names(at.file('opt', 'versions'))).toEqual([first.version, third.version].sort());
});

test('an installation that was cut in mid-copy is made anew', async () => {
  const { version } = await run('1');
  put(at.file('opt', 'versions', `${version}.1.new`, 'roost'), 'half');
  await run('2');
  expect(names(at.file('opt', 'versions'))).not.toContain(`${version}.1.new`);
});

test('a gateway that the fleet gets and loses gets and loses its unit', async () => {
  gatewayToo();
  await run();
  expect(names(at.file('units'))).toContain('roost-gateway.service');
  put(at.file('fleet.yaml'), readFileSync(at.file('fleet.yaml'), 'utf8').replace('gateway: {}\n', ''));
  system.asked.length = 0;
  await run();
  expect(names(at.file('units'))).not.toContain('roost-gateway.service');
  expect(system.asked[0]).toBe('disable --now roost-gateway.service');
});

test('the data of backups are hidden from the gateway, and are there before it starts', async () => {
  put(at.file('tools', 'restic'), '#!/bin/sh\necho restic 0.18.1\n', 0o755);
  put(at.file('secrets'), '', 0o600);
  const url = at.file('backups', 'restic');
  writeFileSync(
    at.file('fleet.yaml'),
    `${readFileSync(at.file('fleet.yaml'), 'utf8')}gateway: {}
secrets: { file: ${at.file('secrets')} }
backup: { folder: ${at.file('backups')}, repository: { url: ${url}, password: { secret: P } } }
`,
  );
  await run();
  const unit = readFileSync(at.file('units', 'roost-gateway.service'), 'utf8');
  const hidden = ['staging', 'restores', 'control', 'restic'].map((name) => at.file('backups', name));
  for (const folder of hidden) {
    expect(unit).toContain(`InaccessiblePaths=-${folder}\n`);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  }
  expect(unit).not.toContain(`InaccessiblePaths=-${at.file('backups')}\n`);
});

test('without systemd the commands are left to the operator', async () => {
  system = new FakeSystem(false);
  const { ran, commands } = await run();
  expect({ ran, asked: system.asked }).toEqual({ ran: false, asked: [] });
  expect(commands.map(([verb]) => verb)).toEqual(['daemon-reload', 'enable', 'restart']);
});

test('the settings of the last time hold, until others are given', async () => {
  await run(undefined, { port: 7300, uiPort: 7301 });
  const prefix = at.settings.prefix;
  expect(settle({ prefix }, 'fleet.yaml')).toEqual({ ...at.settings, port: 7300, uiPort: 7301 });
  expect(settle({ prefix, port: 7400 }, 'fleet.yaml')).toMatchObject({ port: 7400, uiPort: 7301 });
});

test("the operator's settings file is not written again", async () => {
  await run();
  writeFileSync(at.file('etc', 'roost.env'), 'ROOST_LOG_LEVEL=debug\n');
  await run('2');
  expect(readFileSync(at.file('etc', 'roost.env'), 'utf8')).toBe('ROOST_LOG_LEVEL=debug\n');
});

test('no secret of the environment gets into a unit or the command', async () => {
  process.env.TEMPORAL_API_KEY = 'plain-and-secret';
  await run().finally(() => delete process.env.TEMPORAL_API_KEY);
  for (const file of [
    ...names(at.file('units')).map((name) => at.file('units', name)),
    at.file('bin', 'roost'),
  ]) {
    expect(readFileSync(file, 'utf8')).not.toContain('plain-and-secret');
  }
});

test('keys that the user may not read are named', async () => {
  system.unreadable = [at.settings.fleet];
  const { warnings } = await run();
  expect(warnings).toEqual([`the user ${at.settings.user} may not read ${at.settings.fleet}`]);
});

test('what others could change in a checkout only its owner can change once it is installed', async () => {
  put(at.file('checkout', 'dist', 'workers', 'open.js'), 'exports.n = 3;', 0o666);
  chmodSync(at.file('checkout', 'dist', 'workers', 'open.js'), 0o666);
  chmodSync(at.file('checkout', 'dist', 'workers'), 0o777);
  await run();
  expect(statSync(current('dist/workers/open.js')).mode & 0o777).toBe(0o644);
  expect(statSync(current('dist/workers')).mode & 0o777).toBe(0o755);
});

test('secrets that other accounts can read or change are named', async () => {
  put(at.file('etc', 'roost.env'), 'TEMPORAL_API_KEY=hush\n', 0o600);
  chmodSync(at.file('etc', 'roost.env'), 0o644);
  const { warnings } = await run();
  expect(warnings).toEqual([expect.stringMatching(/roost\.env has mode 0644: other accounts can read/)]);
  chmodSync(at.file('etc', 'roost.env'), 0o600);
  expect((await run()).warnings).toEqual([]);
});

describe('refuses before anything is changed', () => {
  afterEach(() => expect(existsSync(at.file('opt'))).toBe(false));

  test('without the fleet file', () =>
    expect(run(undefined, { fleet: at.file('none.yaml') })).rejects.toMatchObject({ code: 'FleetNotFound' }));

  test('over a unit of somebody else', async () => {
    put(at.file('units', 'roost-worker.service'), '[Service]\nExecStart=/bin/true\n');
    await expect(run()).rejects.toMatchObject({
      code: 'InstallRefused',
      message: expect.stringContaining('roost-worker.service'),
    });
  });

  test('with a folder that cannot be made', () =>
    // Root may write everywhere; but below a file there is nothing.
    expect(run(undefined, { unitDir: at.file('fleet.yaml', 'units') })).rejects.toMatchObject({
      code: 'NotPermitted',
    }));

  test.each([{ user: 'Ro ot' }, { port: 7233, uiPort: 7233 }])('with the option %p', async (asked) => {
    expect(() => settle({ prefix: at.settings.prefix, ...asked }, 'fleet.yaml')).toThrow(/--/);
  });
});

test('a systemd that refuses is told, and the next attempt goes on', async () => {
  system.fails = 'enable';
  await expect(run()).rejects.toThrow('it said no');
  system.fails = undefined;
  await run();
  expect(system.asked.at(-1)).toBe('restart roost-temporal.service roost-worker.service');
  await run();
  expect(system.asked.at(-1)).toBe('start roost-temporal.service roost-worker.service');
});

describe('uninstall', () => {
  const remove = (purge = false) => uninstall(at.settings, purge, system);

  test('ends the services, then removes units and programs; the state stays', async () => {
    await run();
    put(at.file('state', 'roost', 'temporal.db'), 'runs');
    put(at.file('units', 'other.service'), '[Unit]\n');
    system.asked.length = 0;
    const { removed, kept } = await remove();
    expect(system.asked).toEqual([
      'disable --now roost-temporal.service roost-worker.service',
      'daemon-reload',
    ]);
    expect(removed).toContain(at.file('bin', 'roost'));
    expect(kept).toEqual([
      at.file('state', 'roost'),
      at.file('etc', 'roost.env'),
      `the user ${at.settings.user}`,
    ]);
    expect(names(at.folder)).not.toContain('opt');
    expect(names(at.file('units'))).toEqual(['other.service']);
    expect(names(at.file('bin'))).toEqual([]);
    expect(existsSync(at.file('state', 'roost', 'temporal.db'))).toBe(true);
  });

  test('--purge removes the state too, and nothing of others', async () => {
    await run();
    put(at.file('etc', 'key'), 'a key');
    put(at.file('opt', 'notes.txt'), 'mine');
    await remove(true);
    expect(existsSync(at.file('state', 'roost'))).toBe(false);
    expect(names(at.file('etc'))).toEqual(['key']);
    expect(names(at.file('opt'))).toEqual(['notes.txt']);
  });

  test('a second time finds nothing', async () => {
    await run();
    await remove();
    system.asked.length = 0;
    expect(await remove()).toMatchObject({ removed: [] });
    expect(lstatSync(at.folder).isDirectory()).toBe(true);
  });
});
