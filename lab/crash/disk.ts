/** A disk of a host that loses what was not synced, as a power cut does. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asRoot, dockerReady, exec, tryExec } from '../exec';
import { killHost } from '../faults';
import { run } from '../run';
import type { LabHost } from '../types';

const program = '/usr/local/sbin/lab-disk';
const image = '/var/lib/lab-disk.img';

/** An empty file system, packed: a host has no program to make one. */
const make =
  'file=$(mktemp); truncate -s 512M "$file"; mkfs.ext4 -q -F "$file"; gzip -9 <"$file" | base64; rm "$file"';
const unpack = `base64 -d | gunzip | dd of=${image}.new bs=1M conv=sparse 2>/dev/null`;

/** Moves the apps' folder onto such a disk, once a host. */
export async function makeDisk(host: LabHost): Promise<void> {
  if ((await tryExec(host, ['test', '-e', image], { user: 'root' })).code === 0) return;
  await exec(host, ['sh', '-c', unpack], { user: 'root', input: await run(['sh', '-euc', make]) });
  const input = readFileSync(join(__dirname, 'disk.sh'), 'utf8');
  await exec(host, ['sh', '-c', `cat >${program} && chmod 755 ${program}`], { user: 'root', input });
  await asRoot(host, 'lab-disk make');
  await dockerReady(host);
}

/** Everything on the host dies at once, and its apps' folder is what was synced of it. */
export async function cutPower(host: LabHost): Promise<void> {
  await asRoot(host, 'lab-disk cut');
  await killHost(host);
}
