import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { availability } from './availability';
import { cacheDir, stateDir } from './paths';
import { attempt, run, succeeds, until, type RunOptions, type RunResult } from './run';

export type Log = (line: string) => void;

// The engine that we start when none runs: its own socket, pid file and data, so that a later one of the system's is not in its way.
const folder = '/run/roost-lab';
const socket = join(folder, 'docker.sock');
const pidFile = join(folder, 'docker.pid');

let own: boolean | undefined;

async function client(): Promise<string[]> {
  own ??= !(await succeeds(['docker', 'info'], { timeout: 10_000 })) && existsSync(socket);
  return own ? ['docker', '-H', `unix://${socket}`] : ['docker'];
}

export async function docker(args: string[], options?: RunOptions): Promise<string> {
  return run([...(await client()), ...args], options);
}

export async function tryDocker(args: string[], options?: RunOptions): Promise<RunResult> {
  return attempt([...(await client()), ...args], options);
}

/** The argv that runs docker against the lab's engine, for an interactive child. */
export async function dockerArgv(args: string[]): Promise<string[]> {
  return [...(await client()), ...args];
}

export async function engineRuns(): Promise<boolean> {
  return (await tryDocker(['info'], { timeout: 10_000 }).catch(() => ({ code: 1 }))).code === 0;
}

const hasProgram = (program: string): Promise<boolean> => succeeds(['sh', '-c', `command -v ${program}`]);

async function installPackages(names: string[], log: Log): Promise<void> {
  log(`installing ${names.join(', ')} with apt-get`);
  await run(['apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...names], {
    env: { DEBIAN_FRONTEND: 'noninteractive' },
  });
}

async function installEngine(log: Log): Promise<void> {
  const missing = [];
  for (const [program, name] of [
    ['dockerd', 'docker.io'],
    ['iptables', 'iptables'],
    ['debootstrap', 'debootstrap'],
    ['ssh-keygen', 'openssh-client'],
    ['git', 'git'],
    // Of the control host: backups are pulled with it.
    ['rsync', 'rsync'],
  ] as const) {
    if (!(await hasProgram(program))) missing.push(name);
  }
  const hasClient = await hasProgram('docker');
  if (missing.length === 0 && hasClient) return;
  await run(['apt-get', 'update', '-qq']);
  if (missing.length > 0) await installPackages(missing, log);
  // Debian 12 and Ubuntu have the client in docker.io, Debian 13 in a package of its own.
  if (!(await hasProgram('docker'))) await installPackages(['docker-cli'], log);
}

async function startOwn(log: Log): Promise<void> {
  log('starting a Docker Engine for the lab');
  await mkdir(folder, { recursive: true });
  await mkdir(stateDir(), { recursive: true });
  const output = await open(join(folder, 'docker.log'), 'a');
  const child = spawn(
    'dockerd',
    [
      `--host=unix://${socket}`,
      `--pidfile=${pidFile}`,
      `--data-root=${join(cacheDir(), 'docker')}`,
      `--exec-root=${join(folder, 'exec')}`,
    ],
    { detached: true, stdio: ['ignore', output.fd, output.fd] },
  );
  child.unref();
  own = true;
  await until(`dockerd (see ${folder}/docker.log)`, engineRuns, 60_000, 200);
  await output.close();
}

/** Makes sure that an engine answers: the machine's, or one of our own. */
export async function ensureEngine(log: Log): Promise<void> {
  own = undefined;
  if (await engineRuns()) return;
  const available = availability();
  if (!available.ok) throw new Error(available.reason);
  await installEngine(log);
  own = undefined;
  if (await engineRuns()) return;
  await startOwn(log);
}

/** Stops the engine if it is ours. */
export async function stopOwnEngine(log: Log): Promise<void> {
  const pid = Number(await readFile(pidFile, 'utf8').catch(() => ''));
  own = undefined;
  if (!pid) return;
  // After a reboot the number may be another program's.
  const program = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
  if (program.trim() === 'dockerd') {
    log('stopping the Docker Engine of the lab');
    process.kill(pid, 'SIGTERM');
    await until('dockerd ends', async () => !existsSync(`/proc/${pid}`), 60_000);
  }
  // dockerd leaves its network namespaces mounted.
  const mounts = (await readFile('/proc/self/mounts', 'utf8'))
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '');
  for (const mount of mounts.filter((path) => path.startsWith(`${folder}/`)))
    await attempt(['umount', '-l', mount]);
  await rm(folder, { recursive: true, force: true });
}
