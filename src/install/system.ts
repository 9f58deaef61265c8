/** The parts of the machine that an installation uses besides files. */
import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { RoostError } from '../errors';

export interface System {
  /** Whether systemd runs here and reads units from that folder. */
  hasSystemd(unitDir: string): boolean;
  /** Errors: `InstallFailed`, with systemctl's message. */
  systemctl(...args: string[]): Promise<void>;
  account(name: string): Account | undefined;
  addAccount(name: string, home: string): Promise<void>;
  /** Whether that account may read the file. */
  mayRead(account: Account, file: string): boolean;
}

export interface Account {
  name: string;
  uid: number;
  gid: number;
  home: string;
}

const run = promisify(execFile);
const read = [
  '/etc/systemd/system',
  '/run/systemd/system',
  '/usr/local/lib/systemd/system',
  '/usr/lib/systemd/system',
  '/lib/systemd/system',
];

export const realSystem: System = {
  // The check of sd_booted(3).
  hasSystemd: (unitDir) => existsSync('/run/systemd/system') && read.includes(unitDir),
  async systemctl(...args) {
    await run('systemctl', args).catch((error: Error & { stderr?: string }) => {
      throw new RoostError(
        'InstallFailed',
        `systemctl ${args.join(' ')}: ${error.stderr?.trim() || error.message}`,
        { command: ['systemctl', ...args] },
      );
    });
  },
  account(name) {
    const { stdout, status } = spawnSync('getent', ['passwd', name], { encoding: 'utf8' });
    if (status !== 0) return undefined;
    const [found = name, , uid, gid, , home = '/'] = stdout.trim().split(':');
    return { name: found, uid: Number(uid), gid: Number(gid), home };
  },
  async addAccount(name, home) {
    const args = [
      '--system',
      '--user-group',
      '--home-dir',
      home,
      '--shell',
      '/usr/sbin/nologin',
      '--comment',
      'roost',
      name,
    ];
    await run('useradd', args).catch((error: Error & { stderr?: string }) => {
      throw new RoostError(
        'InstallFailed',
        `The user ${name} could not be added: ${error.stderr?.trim() || error.message}`,
        { user: name },
      );
    });
  },
  mayRead({ uid, gid }, file) {
    const as = process.getuid?.() === 0 ? { uid, gid } : {};
    return spawnSync('test', ['-r', file], { ...as, cwd: '/' }).status === 0;
  },
};
