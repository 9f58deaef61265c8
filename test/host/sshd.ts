/**
 * A real sshd on a loopback port, with its own configuration, host key
 * and, where we are root, a user of its own.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { account } from '../../scripts/prepare';
import type { HostTarget } from '../../src/host/types';

const binary = '/usr/sbin/sshd';
/** Only with a user of our own may we change a profile. */
export const isRoot = process.getuid?.() === 0;

/** `describe` where sshd is installed; elsewhere skips, and in CI fails. */
export const describeWithSshd: (name: string, tests: () => void) => void = (name, tests) => {
  if (existsSync(binary)) return describe(name, tests);
  if (process.env['CI'])
    return test(name, () => {
      throw new Error(`${binary} is missing: apt-get install openssh-server`);
    });
  return describe.skip(`${name} (skipped: ${binary} is missing; apt-get install openssh-server)`, tests);
};

export interface SshdOptions {
  maxSessions?: number;
  /** A script that the login shell reads first, as a noisy profile does. */
  profile?: string;
  /** Whether `folder` is the user's home: what is kept there must not meet other tests. */
  ownHome?: boolean;
  /** Keys are those of `.ssh/authorized_keys` in `folder`, which is the home then. */
  ownKeys?: boolean;
}

export interface Sshd {
  user: string;
  port: number;
  /** A folder that belongs to the user. */
  folder: string;
  target(changes?: Partial<HostTarget>): HostTarget;
  /** Kills the server's side of every connection, but nothing that runs in it. */
  cut(): void;
  /** Another real key of the same type. */
  otherKey(): string;
  stop(): Promise<void>;
}

export async function startSshd(options: SshdOptions = {}): Promise<Sshd> {
  const root = mkdtempSync(join(tmpdir(), 'roost-sshd-'));
  chmodSync(root, 0o755);
  const user = isRoot ? account : userInfo().username;
  const folder = join(root, 'home');
  mkdirSync(folder);
  if (isRoot) own(folder);
  for (const key of ['host', 'login', 'other'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(root, key)]);
  const authorized = options.ownKeys ? join(folder, '.ssh/authorized_keys') : join(root, 'authorized_keys');
  mkdirSync(dirname(authorized), { recursive: true });
  execFileSync('cp', [join(root, 'login.pub'), authorized]);
  if (isRoot && options.ownKeys) [dirname(authorized), authorized].forEach(own);
  writeFileSync(join(root, 'profile'), options.profile ?? '');
  const port = await freePort();
  writeFileSync(
    join(root, 'config'),
    [
      `ListenAddress 127.0.0.1:${port}`,
      `HostKey ${join(root, 'host')}`,
      `AuthorizedKeysFile ${authorized}`,
      `PidFile ${join(root, 'pid')}`,
      `SetEnv ROOST_TEST_PROFILE=${join(root, 'profile')}${options.ownHome || options.ownKeys ? ` HOME=${folder}` : ''}`,
      `MaxSessions ${options.maxSessions ?? 10}`,
      'MaxStartups 100',
      'PasswordAuthentication no',
      'UsePAM no',
      'StrictModes no',
      '',
    ].join('\n'),
  );
  if (isRoot) mkdirSync('/run/sshd', { recursive: true });
  const server = spawn(binary, ['-D', '-e', '-f', join(root, 'config')], { stdio: 'ignore' });
  await answering(port, server);

  const publicKey = (name: string) => readFileSync(join(root, `${name}.pub`), 'utf8').trim();
  return {
    user,
    port,
    folder,
    target: (changes = {}) => ({
      name: 'box',
      user,
      addresses: [`127.0.0.1:${port}`],
      hostKey: publicKey('host'),
      keyFile: join(root, 'login'),
      ...changes,
    }),
    cut: () => connectionsOf(server.pid!).forEach(kill),
    otherKey: () => publicKey('other'),
    async stop() {
      connectionsOf(server.pid!).forEach(kill);
      server.kill();
      rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended with its parent.
  }
}

/** `npm run setup` has made the account, so that no two test files make it at once. */
function own(path: string): void {
  const id = (flag: string) => Number(execFileSync('id', [flag, account]));
  chownSync(path, id('-u'), id('-g'));
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

async function answering(port: number, server: ChildProcess): Promise<void> {
  for (let i = 0; i < 200; i++) {
    if (server.exitCode !== null) throw new Error(`sshd ended with ${server.exitCode}`);
    const answers = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('data', () => (socket.destroy(), resolve(true)));
      socket.once('error', () => resolve(false));
    });
    if (answers) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('sshd does not answer');
}

/** Descendants of the server that are sshd themselves. */
function connectionsOf(server: number): number[] {
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const command = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
        return [
          { pid: Number(name), command, parent: Number(stat.slice(stat.lastIndexOf(')') + 4).split(' ')[0]) },
        ];
      } catch {
        return [];
      }
    });
  const below = (parent: number): number[] =>
    processes
      .filter((p) => p.parent === parent && p.command.startsWith('sshd'))
      .flatMap((p) => [p.pid, ...below(p.pid)]);
  return below(server);
}
