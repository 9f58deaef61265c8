import { tryDocker } from './engine';
import { asRoot, dockerReady } from './exec';
import { startHost } from './faults';
import { proxyContainer, proxyFolder } from './proxy';
import type { LabHost } from './types';

/** Images that a host has from the start; all others are an app's. */
const stock = 'registry:5000/';

const script = (proxy: string): string => `
set -e
lab-ssh start
lab-docker start
until docker info >/dev/null 2>&1; do sleep 0.1; done

docker ps -aq --no-trunc | grep -v "$(docker inspect -f '{{.Id}}' ${proxyContainer})" | xargs -r -n1 -P4 docker rm -fv >/dev/null
# What an operator started and left: all but the SSH sessions themselves.
for proc in /proc/[0-9]*; do
  [ "$(stat -c %U "$proc" 2>/dev/null)" = deploy ] || continue
  case "$(cat "$proc/comm" 2>/dev/null)" in sshd-*) continue ;; esac
  kill -KILL "\${proc#/proc/}" 2>/dev/null || true
done
docker volume ls -q | xargs -r docker volume rm -f >/dev/null
docker network ls --filter type=custom --format '{{.Name}}' | grep -vx sgos | xargs -r docker network rm >/dev/null
# By name: an app's name may stand for one of the host's own images, which has to stay. What is left has no name.
docker images --format '{{.Repository}}:{{.Tag}}' | grep -v '^${stock}' | grep -v '<none>' | xargs -r docker rmi -f >/dev/null
docker image prune -f >/dev/null
docker builder prune -af >/dev/null

find /srv/apps /srv/stacks ${proxy}/flags ${proxy}/live -mindepth 1 -delete
find /srv -mindepth 1 -maxdepth 1 ! -name git ! -name apps ! -name stacks ! -name proxy -exec rm -rf {} +
find /home/deploy -mindepth 1 -maxdepth 1 ! -name .ssh ! -name '.bash*' ! -name .profile -exec rm -rf {} +
find /tmp -mindepth 1 -delete
# On a disk of its own (lab/crash/disk.sh) what was not synced would be there again after a power cut.
! mountpoint -q /srv/apps || sync -f /srv/apps
docker start ${proxyContainer} >/dev/null
`;

/** Brings a host back to how `labUp` made it: no apps, no data, no leftovers; the base images and the proxy stay. */
export async function resetHost(host: LabHost): Promise<void> {
  const state = await tryDocker(['inspect', '-f', '{{.State.Running}}', host.container]);
  if (state.stdout.trim() !== 'true') await startHost(host);
  await asRoot(host, script(proxyFolder(host)));
  await dockerReady(host);
}
