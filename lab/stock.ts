import { createHash } from 'node:crypto';
import { docker, tryDocker, type Log } from './engine';
import { hostRunArgs } from './host-run';
import { imageExists, type Images } from './images';
import { freePort } from './ports';
import { statusOf, until } from './run';

/** The registry's address as hosts see it. */
export const registryAddress = 'registry:5000';

export interface Stock {
  /** The registry with its content. */
  registryImage: string;
  /** A volume to copy as a host's /var/lib/docker, with the base images in it. */
  engineVolume: string;
}

/** Images that every host has from the start. */
const preloaded = ['roost-base:1', 'site:1'];

async function stockRegistry(images: Images, target: string): Promise<void> {
  const port = await freePort();
  const container = await docker(['run', '-d', '-p', `127.0.0.1:${port}:5000`, images.registry]);
  try {
    const address = `127.0.0.1:${port}`;
    await until('registry', async () => (await statusOf(`http://${address}/v2/`)) === 200);
    for (const [name, image] of Object.entries(images.stock)) {
      await docker(['tag', image, `${address}/${name}`]);
      await docker(['push', '-q', `${address}/${name}`]);
      await docker(['rmi', `${address}/${name}`]);
    }
    await docker(['stop', '-t', '5', container]);
    await docker(['commit', container, target]);
  } finally {
    await docker(['rm', '-f', container]);
  }
}

/** Fills a host's engine once; each host then starts from a copy instead of pulling for itself. */
async function stockEngine(images: Images, registryImage: string, volume: string): Promise<void> {
  const network = `${volume}-net`;
  const containers: string[] = [];
  await tryDocker(['network', 'rm', network]);
  await docker(['network', 'create', network]);
  try {
    containers.push(
      await docker(['run', '-d', '--network', network, '--network-alias', 'registry', registryImage]),
    );
    await docker(['volume', 'create', volume]);
    const args = [...(await hostRunArgs()), '--network', network, '-v', `${volume}:/var/lib/docker`];
    const script = ['lab-docker start', 'until docker info; do sleep 0.2; done', 'docker network create sgos']
      .concat(preloaded.map((name) => `docker pull ${registryAddress}/${name}`))
      // Each host makes an identity of its own.
      .concat('lab-docker stop', 'rm -f /var/lib/docker/engine-id')
      .join('\n');
    const prepare = 'mount -o remount,rw /proc/sys; mount --make-rshared /; set -e';
    await docker(['run', '--rm', ...args, images.host, 'sh', '-c', `${prepare}\n${script}`]);
  } finally {
    if (containers.length) await docker(['rm', '-f', ...containers]);
    await docker(['network', 'rm', network]);
  }
}

export async function prepareStock(images: Images, log: Log): Promise<Stock> {
  const key = createHash('sha256')
    .update(JSON.stringify([images, preloaded]))
    .digest('hex')
    .slice(0, 12);
  const registryImage = `roost-lab/registry-stocked:${key}`;
  const engineVolume = `roost-lab-engine-${key}`;
  if (!(await imageExists(registryImage))) {
    log('stocking the registry (once)');
    await stockRegistry(images, registryImage);
  }
  // A volume cannot be renamed when it is complete, so a tag says that it is.
  const complete = `roost-lab/engine-stocked:${key}`;
  if (!(await imageExists(complete)) || (await tryDocker(['volume', 'inspect', engineVolume])).code !== 0) {
    log("stocking a host's engine with the base images (once)");
    await tryDocker(['volume', 'rm', '-f', engineVolume]);
    await stockEngine(images, registryImage, engineVolume);
    await docker(['tag', registryImage, complete]);
  }
  return { registryImage, engineVolume };
}
