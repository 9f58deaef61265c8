import { docker } from './engine';
import { asRoot, dockerReady, tryExec } from './exec';
import { until } from './run';
import type { LabHost } from './types';

/** A power cut: everything on the host dies at once; its disks stay. */
export async function killHost(host: LabHost): Promise<void> {
  await docker(['kill', host.container]);
}

/** Power back: same disks, address and key. Returns when SSH and Docker answer. */
export async function startHost(host: LabHost): Promise<void> {
  await docker(['start', host.container]);
  await dockerReady(host);
  await sshReady(host);
}

/** sshd stops and every connection is cut; what was started over SSH runs on. */
export async function stopSsh(host: LabHost): Promise<void> {
  await asRoot(host, 'lab-ssh stop');
}

export async function startSsh(host: LabHost): Promise<void> {
  await asRoot(host, 'lab-ssh start');
  await sshReady(host);
}

/** Every SSH connection is cut; new ones are welcome at once. */
export async function dropSsh(host: LabHost): Promise<void> {
  await asRoot(host, 'lab-ssh drop');
}

/** Docker Engine stops, and with it every container on the host. */
export async function stopDocker(host: LabHost): Promise<void> {
  await asRoot(host, 'lab-docker stop');
}

export async function startDocker(host: LabHost): Promise<void> {
  await asRoot(host, 'lab-docker start');
  await dockerReady(host);
}

async function sshReady(host: LabHost): Promise<void> {
  const listening = ['sh', '-c', "ss -Hltn 'sport = :22' | grep -q ."];
  await until(`sshd on ${host.name}`, async () => (await tryExec(host, listening)).code === 0);
}
