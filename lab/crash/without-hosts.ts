/** What scenarios stand on that change none of a lab's hosts: no engine, no images. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../engine';
import { fleetYaml } from '../fleet';
import { ageKey, sshKey } from '../keys';
import { labDir } from '../paths';
import { phoneRepository } from '../repos/phone';
import { siteRepository } from '../repos/site';
import { writeSshConfig } from '../ssh';
import type { Lab, LabHost } from '../types';

/** Its hosts are in the fleet file, and nothing answers there. */
export async function labWithoutHosts(name: string, count: number, log: Log): Promise<Lab> {
  const dir = labDir(name);
  await mkdir(join(dir, 'git'), { recursive: true });
  const ageKeyFile = join(dir, 'age.key');
  const sshKeyFile = join(dir, 'ssh', 'id_ed25519');
  await sshKey(sshKeyFile);
  const recipient = await ageKey(ageKeyFile, log);
  const repos = {
    phone: await phoneRepository(join(dir, 'git'), recipient, log),
    site: await siteRepository(join(dir, 'git'), recipient, log),
  };
  const hosts: LabHost[] = [];
  for (let i = 0; i < count; i += 1)
    hosts.push({
      name: `nowhere${i}`,
      address: '127.0.0.1',
      port: 1,
      user: 'deploy',
      hostKey: await sshKey(join(dir, 'hosts', `${i}`)),
      container: '',
      proxyUrl: '',
      dataRoot: '/srv',
    });
  const fleetFile = join(dir, 'fleet.yaml');
  await writeFile(fleetFile, fleetYaml({ ageKeyFile, sshKeyFile, hosts }));
  return {
    name,
    dir,
    fleetFile,
    ageKeyFile,
    sshKeyFile,
    sshConfig: await writeSshConfig(dir, sshKeyFile, hosts),
    registry: { address: '', container: '' },
    hosts,
    repos,
    host: (wanted) => hosts.find((host) => host.name === wanted)!,
    down: () => rm(dir, { recursive: true, force: true }),
  };
}
