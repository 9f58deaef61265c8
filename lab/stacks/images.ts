/** Brings stubs into the lab's registry under the names of public images. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asRoot, exec } from '../exec';
import type { LabHost } from '../types';
import { changesOf, fullName } from './stubs';

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
const source = (name: string): string => readFileSync(join(__dirname, name), 'utf8');

/** The host asks the lab's registry whatever registry a name has, and has the base of all stubs. */
export async function prepareStubs(host: LabHost): Promise<void> {
  await exec(host, ['sh', '-s', 'registry'], { user: 'root', input: source('registry.sh') });
  await exec(host, ['sh', '-c', 'mkdir -p /tmp/stub']);
  for (const name of ['Dockerfile', 'stub', 'tool', 'mark'])
    await exec(host, ['tee', `/tmp/stub/${name}`], { input: source(`stub/${name}`) });
  await exec(host, ['docker', 'build', '-q', '-t', 'stub', '/tmp/stub']);
  // The lab's proxy has the ports of every stack that is a proxy.
  await asRoot(host, 'docker stop -t 1 sgos-proxy');
}

/** Digest by image. Images that are there already are left as they are. */
export async function pushStubs(host: LabHost, images: string[]): Promise<Record<string, string>> {
  const script = [
    'set -e',
    'c=$(docker create stub)',
    ...images.map((image) => {
      const there = fullName(image.replace(/@.*/, '')).replace(/^[^/]+/, 'registry:5000');
      const changes = changesOf(image).map((change) => `--change ${quoted(change)}`);
      return `docker commit ${changes.join(' ')} $c ${there} >/dev/null; docker push -q ${there} >/dev/null; printf '%s %s\\n' ${quoted(image)} "$(docker image inspect -f '{{index .RepoDigests 0}}' ${there} | cut -d@ -f2)"; docker rmi ${there} >/dev/null`;
    }),
    'docker rm $c >/dev/null',
  ];
  const lines = (await exec(host, ['sh', '-c', script.join('\n')])).split('\n').filter(Boolean);
  return Object.fromEntries(lines.map((line) => line.split(' ') as [string, string]));
}
