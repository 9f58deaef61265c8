import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildDatabases, databases } from './databases';
import { docker, engineRuns, ensureEngine, stopOwnEngine, tryDocker, type Log } from './engine';
import { startHost } from './faults';
import { fleetYaml } from './fleet';
import { createHost, removeHost, type HostSite } from './host';
import { buildImages, type Images } from './images';
import { ageKey, sshKey } from './keys';
import { withLock } from './lock';
import { cacheDir, labDir, stateDir } from './paths';
import { phoneRepository } from './repos/phone';
import { siteRepository } from './repos/site';
import { writeSshConfig } from './ssh';
import { prepareStock, registryAddress, type Stock } from './stock';
import type { Lab, LabHost, LabState } from './types';

export interface UpOptions {
  name?: string;
  /** How many hosts; a lab that has more keeps them. */
  hosts?: number;
  log?: Log;
}

const silent: Log = () => undefined;
const stateFile = (name: string): string => join(labDir(name), 'lab.json');
const hostName = (index: number): string => ['hornbill', 'toucan'][index] ?? `host${index + 1}`;

async function readState(name: string): Promise<LabState | undefined> {
  const text = await readFile(stateFile(name), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as LabState);
}

async function runningContainers(name: string): Promise<Set<string>> {
  const { stdout } = await tryDocker(['ps', '--filter', `label=roost-lab=${name}`, '--format', '{{.Names}}']);
  return new Set(stdout.split('\n').filter(Boolean));
}

async function existingContainers(name: string): Promise<string[]> {
  const { stdout } = await tryDocker([
    'ps',
    '-a',
    '--filter',
    `label=roost-lab=${name}`,
    '--format',
    '{{.Names}}',
  ]);
  return stdout.split('\n').filter(Boolean);
}

async function prepare(log: Log): Promise<{ images: Images; stock: Stock }> {
  return withLock(join(cacheDir(), 'lab.lock'), async () => {
    await ensureEngine(log);
    const images = await buildImages(log);
    return { images, stock: await prepareStock(images, log) };
  });
}

async function startRegistry(name: string, image: string): Promise<string> {
  const network = `roost-lab-${name}`;
  const container = `${network}-registry`;
  if ((await tryDocker(['network', 'inspect', network])).code !== 0)
    await docker(['network', 'create', network]);
  if ((await tryDocker(['start', container])).code === 0) return container;
  const where = ['--network', network, '--network-alias', 'registry'];
  await docker(['run', '-d', '--name', container, '--label', `roost-lab=${name}`, ...where, image]);
  return container;
}

/** Hosts as asked for: those that are there are started, missing ones made. */
async function bringHosts(count: number, before: LabHost[], site: HostSite, log: Log): Promise<LabHost[]> {
  const running = await runningContainers(site.lab);
  const existing = new Set(await existingContainers(site.lab));
  const names = Array.from({ length: Math.max(count, before.length) }, (_, index) => hostName(index));
  return Promise.all(
    names.map(async (name) => {
      const known = before.find((host) => host.name === name);
      if (!known || !existing.has(known.container)) {
        log(`host ${name}`);
        return createHost(name, site);
      }
      if (!running.has(known.container)) await startHost(known);
      return known;
    }),
  );
}

async function repositories(dir: string, ageKeyFile: string, log: Log): Promise<Lab['repos']> {
  const recipient = await ageKey(ageKeyFile, log);
  const folder = join(dir, 'git');
  const [phone, site] = await Promise.all([
    phoneRepository(folder, recipient, log),
    siteRepository(folder, recipient, log),
  ]);
  return { phone, site };
}

function asLab(state: LabState, repos: Lab['repos'], log: Log): Lab {
  return {
    ...state,
    repos,
    host(name) {
      const found = state.hosts.find((host) => host.name === name);
      if (!found) throw new Error(`lab ${state.name} has no host ${name}`);
      return found;
    },
    down: () => labDown(state.name, log),
  };
}

/** The engine and every image that a lab is made of: minutes the first time, a second later. */
export async function labPrepare(log: Log = silent): Promise<void> {
  await prepare(log);
  await withLock(join(cacheDir(), 'lab.lock'), () => buildDatabases(databases, log));
}

/** Brings a lab up, or completes one that is up; returns when its hosts answer. */
export async function labUp({ name = 'dev', hosts: count = 1, log = silent }: UpOptions = {}): Promise<Lab> {
  if (!/^[a-z0-9][a-z0-9-]{0,30}$/.test(name)) throw new Error(`not a name for a lab: ${name}`);
  return withLock(join(stateDir(), `${name}.lock`), async () => {
    const dir = labDir(name);
    await mkdir(dir, { recursive: true, mode: 0o700 });
    // The hosts' operator is another user than this machine's.
    await mkdir(join(dir, 'git'), { recursive: true });
    await chmod(join(dir, 'git'), 0o755);
    const before = (await readState(name))?.hosts ?? [];
    const { images, stock } = await prepare(log);

    const sshKeyFile = join(dir, 'ssh', 'id_ed25519');
    const ageKeyFile = join(dir, 'age.key');
    const operator = await sshKey(sshKeyFile);
    const making = repositories(dir, ageKeyFile, log);
    // Awaited below, beside the hosts; a failure before that must not go unhandled.
    making.catch(() => undefined);
    const container = await startRegistry(name, stock.registryImage);
    const site: HostSite = { lab: name, dir, network: `roost-lab-${name}`, images, stock, operator };
    const [hosts, repos] = await Promise.all([bringHosts(count, before, site, log), making]);

    const state: LabState = {
      name,
      dir,
      fleetFile: join(dir, 'fleet.yaml'),
      ageKeyFile,
      sshKeyFile,
      sshConfig: await writeSshConfig(dir, sshKeyFile, hosts),
      registry: { address: registryAddress, container },
      hosts,
    };
    await writeFile(state.fleetFile, fleetYaml(state));
    await writeFile(stateFile(name), `${JSON.stringify(state, null, 2)}\n`);
    return asLab(state, repos, log);
  });
}

/** A lab that is up. */
export async function labOpen(name = 'dev'): Promise<Lab> {
  const state = await readState(name);
  if (!state) throw new Error(`no lab ${name}: npm run lab -- up --name ${name}`);
  return asLab(state, await repositories(state.dir, state.ageKeyFile, silent), silent);
}

/** Names of the labs that have a folder, complete or not. */
export async function labList(): Promise<string[]> {
  const entries = await readdir(stateDir(), { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

/** Removes a lab with all that it holds; images stay. With the last lab goes the engine, if it is ours. */
export async function labDown(name = 'dev', log: Log = silent): Promise<void> {
  await withLock(join(stateDir(), `${name}.lock`), async () => {
    if (await engineRuns()) {
      log(`removing lab ${name}`);
      await Promise.all((await existingContainers(name)).map(removeHost));
      await tryDocker(['network', 'rm', `roost-lab-${name}`]);
    }
    await rm(labDir(name), { recursive: true, force: true });
  });
  await withLock(join(cacheDir(), 'lab.lock'), async () => {
    // Labs of another state folder may use the same engine.
    const others = await tryDocker(['ps', '-aq', '--filter', 'label=roost-lab']);
    if ((await labList()).length === 0 && others.stdout.trim() === '') await stopOwnEngine(log);
  });
}
