/** A host's app as it was: brought back in seconds, where a host made anew takes a minute. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tryDocker } from '../engine';
import { dockerReady, exec, tryExec } from '../exec';
import { startHost } from '../faults';
import { proxyFolder } from '../proxy';
import type { LabHost } from '../types';
import { appFolder } from './fingerprint';

const script = readFileSync(join(__dirname, 'snapshot.sh'), 'utf8');

async function snapshot(host: LabHost, verb: 'save' | 'restore', name: string): Promise<void> {
  await exec(host, ['sh', '-s', verb, name, appFolder, proxyFolder(host)], { user: 'root', input: script });
}

/** Whether an earlier matrix has left it on this host. */
export const isSaved = async (host: LabHost, name: string): Promise<boolean> =>
  (await tryExec(host, ['test', '-e', `/var/lib/crash-matrix/${name}/complete`], { user: 'root' })).code ===
  0;

export const save = (host: LabHost, name: string): Promise<void> => snapshot(host, 'save', name);

export async function restore(host: LabHost, name: string): Promise<void> {
  const state = await tryDocker(['inspect', '-f', '{{.State.Running}}', host.container]);
  if (state.stdout.trim() !== 'true') await startHost(host);
  await snapshot(host, 'restore', name);
  await dockerReady(host);
}
