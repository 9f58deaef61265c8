/** A bare host: Debian 13 with systemd and sshd in namespaces of this machine, and nothing else. */
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { HostTarget } from '../../../src/host/types';

const here = __dirname;
const base = join(process.env.ROOST_BARE ?? join(homedir(), '.cache/roost'), 'bare-trixie');

/** Why no such host can be made here; undefined: it can. */
export function bareObstacle(): string | undefined {
  if (process.getuid?.() !== 0) return 'root is needed';
  for (const program of ['debootstrap', 'unshare', 'setpriv', 'nsenter', 'ip', 'findmnt'])
    if (spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0) return `${program} is missing`;
  if (spawnSync('findmnt', ['--types', 'cgroup2']).status !== 0) return 'no cgroup2 is mounted';
  return spawnSync('unshare', ['--mount', '--net', '--pid', '--fork', 'true']).status === 0
    ? undefined
    : 'namespaces cannot be made';
}

export interface BareHost {
  address: string;
  hostKey: string;
  /** As root. */
  target(changes?: Partial<HostTarget>): HostTarget;
  /** A private key that opens nothing yet, and its public line. */
  newKey(name: string): { file: string; line: string };
  /** Runs a program of the shell there, over SSH. */
  run(program: string, options?: { user?: string; key?: string }): { code: number; out: string };
  start(): Promise<void>;
  /** How often it has restarted by itself. */
  restarts(): number;
  /** As a power cut. */
  stop(): Promise<void>;
  /** Stops it, and removes all of it. */
  remove(): Promise<void>;
}

/** What all such hosts are copies of; made once. */
export function makeBase(): void {
  execFileSync('sh', [join(here, 'base.sh'), base], { stdio: ['ignore', 'inherit', 'inherit'] });
}

/** `number`: 1 to 250, of its network; two hosts at once need two. */
export function bareHost(number: number): BareHost {
  makeBase();
  const folder = mkdtempSync('/var/tmp/roost-bare-');
  const address = `10.213.${number}.2`;
  const keygen = (file: string): void => {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file, '-C', '']);
  };
  const newKey = (name: string): { file: string; line: string } => {
    const file = join(folder, name);
    if (!existsSync(file)) keygen(file);
    return { file, line: readFileSync(`${file}.pub`, 'utf8').trim() };
  };
  const login = newKey('login');
  const upper = join(folder, 'host/upper');
  mkdirSync(join(upper, 'root/.ssh'), { recursive: true });
  chmodSync(join(upper, 'root'), 0o700);
  chmodSync(join(upper, 'root/.ssh'), 0o700);
  mkdirSync(join(upper, 'etc/ssh'), { recursive: true });
  keygen(join(upper, 'etc/ssh/ssh_host_ed25519_key'));
  writeFileSync(join(upper, 'root/.ssh/authorized_keys'), `${login.line}\n`);
  const hostKey = readFileSync(join(upper, 'etc/ssh/ssh_host_ed25519_key.pub'), 'utf8').trim();
  let process: ChildProcess | undefined;
  let restarts = 0;

  const run: BareHost['run'] = (program, { user = 'root', key = login.file } = {}) => {
    const options = ['StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null', 'ConnectTimeout=3'];
    const flags = [...options, 'LogLevel=ERROR', 'BatchMode=yes', 'IdentitiesOnly=yes'].flatMap((one) => [
      '-o',
      one,
    ]);
    const { status, stdout, stderr } = spawnSync(
      'ssh',
      [...flags, '-i', key, `${user}@${address}`, 'sh -s'],
      {
        input: program,
        encoding: 'utf8',
        timeout: 60_000,
      },
    );
    return { code: status ?? -1, out: `${stdout}${stderr}`.trim() };
  };
  /** A host that restarts ends its namespaces: they are made again. */
  const boot = (): void => {
    const child = spawn('sh', [join(here, 'start.sh'), base, join(folder, 'host'), String(number)], {
      stdio: 'ignore',
    });
    process = child;
    child.once('exit', () => {
      if (process !== child) return;
      restarts += 1;
      boot();
    });
  };
  const host: BareHost = {
    restarts: () => restarts,
    address,
    hostKey,
    newKey,
    run,
    target: (changes) => ({
      name: 'box',
      user: 'root',
      addresses: [address],
      hostKey,
      keyFile: login.file,
      ...changes,
    }),
    async start() {
      boot();
      for (let tries = 0; tries < 100; tries++) {
        // Root may be refused by then: that says too that sshd runs.
        const { out } = run('systemctl is-system-running --wait');
        if (/^(running|degraded)|Permission denied/m.test(out)) return;
        await new Promise((resolve) => setTimeout(resolve, 300));
      }
      throw new Error(
        `the host does not answer: ${readFileSync(join(folder, 'host/log'), 'utf8').slice(-2_000)}`,
      );
    },
    async stop() {
      const child = process;
      process = undefined;
      const ended = child && new Promise((resolve) => child.once('exit', resolve));
      child?.kill('SIGTERM');
      await ended;
    },
    async remove() {
      await this.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return host;
}
