import { dirname } from 'node:path';
import { docker, tryDocker } from './engine';

const mountpoint = (volume: string): Promise<string> =>
  docker(['volume', 'inspect', '-f', '{{.Mountpoint}}', volume]);

/** Layers by hard link, the rest by copy: no engine ever writes to a layer's files, only above them. */
const link = `set -e
cp -al "$1/overlay2" "$2/"
find "$1" -mindepth 1 -maxdepth 1 ! -name overlay2 -exec cp -a -t "$2" {} +`;

/** Makes the volume `to` what `from` is: a stopped engine's data. */
export async function copyEngine(from: string, to: string, image: string): Promise<void> {
  await docker(['volume', 'create', to]);
  // Layers carry trusted.* attributes, which only this capability may copy.
  const helper = ['run', '--rm', '--network', 'none', '--cap-add', 'SYS_ADMIN'];
  // Links need both volumes in one mount, so the engine's folder of volumes: where it is not to be had, copy everything.
  const [source, target] = [await mountpoint(from), await mountpoint(to)];
  const volumes = dirname(dirname(source));
  const linked = await tryDocker([
    ...helper,
    '-v',
    `${volumes}:${volumes}`,
    image,
    'sh',
    '-c',
    link,
    'link',
    source,
    target,
  ]);
  if (linked.code === 0) return;
  const copy = 'find /to -mindepth 1 -delete; cp -a /from/. /to/';
  await docker([...helper, '-v', `${from}:/from:ro`, '-v', `${to}:/to`, image, 'sh', '-c', copy]);
}
