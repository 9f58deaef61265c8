/** `pull` in a process of its own, for a user without privileges: TARGET FROM TO. Prints its result. */
import { pull } from '../../../src/host/pull';
import { createSshHosts } from '../../../src/host/ssh';
import type { HostTarget } from '../../../src/host/types';

const [target, from, to] = process.argv.slice(2) as [string, string, string];

async function main(): Promise<void> {
  const ssh = createSshHosts();
  const host = ssh.host(JSON.parse(target) as HostTarget);
  const result = await pull(host, { from, to, timeout: 60_000, signal: new AbortController().signal });
  await ssh.close();
  console.log(JSON.stringify(result));
}

void main();
