import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { docker, tryDocker } from './engine';
import { copyEngine } from './engine-volume';
import { dockerReady } from './exec';
import { hostRunArgs } from './host-run';
import type { Images } from './images';
import { sshKey } from './keys';
import { labProxy, serveBy } from './other-proxies';
import { freePort } from './ports';
import { startProxy } from './proxy';
import type { Stock } from './stock';
import type { LabHost } from './types';

/** Where to put a host and what to make it of. */
export interface HostSite {
  lab: string;
  dir: string;
  network: string;
  images: Images;
  stock: Stock;
  /** Public key that may log in. */
  operator: string;
}

export async function createHost(name: string, site: HostSite): Promise<LabHost> {
  const folder = join(site.dir, 'hosts', name);
  await mkdir(folder, { recursive: true });
  const hostKey = await sshKey(join(folder, 'host_key'));
  await writeFile(join(folder, 'authorized_keys'), `${site.operator}\n`);

  const container = `roost-lab-${site.lab}-${name}`;
  const volume = `${container}-engine`;
  await tryDocker(['rm', '-f', container]);
  await tryDocker(['volume', 'rm', '-f', volume]);
  await copyEngine(site.stock.engineVolume, volume, site.images.host);

  const port = await freePort();
  const proxyPort = await freePort();
  await docker([
    'run', '-d', '--name', container, '--hostname', name, '--label', `roost-lab=${site.lab}`,
    ...(await hostRunArgs()),
    '--network', site.network,
    '-p', `127.0.0.1:${port}:22`, '-p', `127.0.0.1:${proxyPort}:80`,
    '-v', `${folder}:/lab:ro`, '-v', `${join(site.dir, 'git')}:/srv/git:ro`, '-v', `${volume}:/var/lib/docker`,
    site.images.host,
  ]); // prettier-ignore
  const host: LabHost = {
    name,
    address: '127.0.0.1',
    port,
    user: 'deploy',
    hostKey,
    container,
    proxyUrl: `http://127.0.0.1:${proxyPort}`,
    dataRoot: '/srv',
  };
  await dockerReady(host);
  await startProxy(host);
  const other = labProxy();
  if (other) await serveBy(host, other);
  return host;
}

export async function removeHost(container: string): Promise<void> {
  await tryDocker(['rm', '-f', '-v', container]);
  await tryDocker(['volume', 'rm', '-f', `${container}-engine`]);
}
