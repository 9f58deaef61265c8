import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LabHost } from './types';

/** Writes `ssh_config` and `known_hosts`: every host by its name, nothing of the user's own settings. */
export async function writeSshConfig(dir: string, keyFile: string, hosts: LabHost[]): Promise<string> {
  const known = join(dir, 'ssh', 'known_hosts');
  await writeFile(known, hosts.map((host) => `[${host.address}]:${host.port} ${host.hostKey}\n`).join(''));
  const sections = hosts.map(
    (host) => `Host ${host.name}\n  HostName ${host.address}\n  Port ${host.port}\n`,
  );
  const shared = [
    'Host *',
    '  User deploy',
    `  IdentityFile ${keyFile}`,
    '  IdentitiesOnly yes',
    `  UserKnownHostsFile ${known}`,
    '  StrictHostKeyChecking yes',
    '  BatchMode yes',
    '  LogLevel ERROR',
  ];
  const file = join(dir, 'ssh', 'config');
  await writeFile(file, `${sections.join('\n')}\n${shared.join('\n')}\n`);
  return file;
}
