/** The repository, folder and fleet file of one public stack. */
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { parseDocument } from 'yaml';
import { exec, type Lab, type LabHost } from '../../lab';
import type { RoostCli } from '../../lab/roost';
import { pushStubs } from '../../lab/stacks/images';
import type { PublicStack } from '../../lab/stacks/types';

export interface Rig {
  lab: Lab;
  host: LabHost;
  roost: RoostCli;
  state: string;
  fleetFile: string;
  /** `backup` of the fleet file, and the file of its secrets. */
  backup: { repository: unknown; folder: string };
  secrets: string;
}

export const files = join(__dirname, '..', '..', 'lab', 'stacks', 'files');

/** The fleet is this one stack. */
export function writeFleetOf({ lab, host, ...rig }: Rig, stack: PublicStack): void {
  const fleet = parseDocument(readFileSync(lab.fleetFile, 'utf8'));
  fleet.set('apps', {
    [stack.name]: {
      host: host.name,
      contract: 'compose',
      repository: `/srv/git/${stack.name}.git`,
      directory: `/srv/stacks/${stack.name}`,
      settle: '2s',
      health: { wait: '60s' },
      backup: { from: 'data' },
      ...stack.fleet,
    },
  });
  fleet.deleteIn(['hosts', host.name, 'proxy']);
  fleet.set('backup', rig.backup);
  fleet.setIn(['secrets', 'file'], rig.secrets);
  fleet.setIn(['decide', 'wait'], '5s');
  writeFileSync(rig.fleetFile, fleet.toString());
}

/** Writes the repository, clones it to the host, and brings what git does not track. */
export async function prepare(rig: Rig, stack: PublicStack): Promise<string> {
  const { lab, host, state } = rig;
  const repository = join(state, stack.name);
  const bare = join(dirname(lab.fleetFile), 'git', `${stack.name}.git`);
  for (const folder of [repository, bare]) rmSync(folder, { recursive: true, force: true });
  cpSync(join(files, stack.name, 'repository'), repository, { recursive: true });
  execFileSync('git', ['init', '-q', '--bare', '-b', 'main', bare]);
  execFileSync('git', ['init', '-q', '-b', 'main', repository]);
  writeFleetOf(rig, stack);
  push(rig, stack, repository);
  await exec(host, ['git', 'clone', '-q', `/srv/git/${stack.name}.git`, `/srv/stacks/${stack.name}`]);
  const own = join(files, stack.name, 'host');
  for (const file of existsSync(own) ? readdirSync(own, { recursive: true, encoding: 'utf8' }) : []) {
    if (statSync(join(own, file)).isDirectory()) continue;
    const input = readFileSync(join(own, file), 'utf8');
    await exec(host, ['tee', `/srv/stacks/${stack.name}/${file}`], { input });
  }
  return repository;
}

/** A reference by digest names what the registry has. */
export async function pin(rig: Rig, stack: PublicStack, repository: string, images: string[]): Promise<void> {
  const digests = await pushStubs(rig.host, images);
  const pinned = images.filter((image) => image.endsWith('@sha256:DIGEST'));
  if (pinned.length === 0) return;
  const file = join(repository, stack.change.file);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(
    file,
    pinned.reduce(
      (text, image) => text.replace(image, image.replace('sha256:DIGEST', digests[image]!)),
      readFileSync(file, 'utf8'),
    ),
  );
  push(rig, stack, repository);
  await exec(rig.host, ['git', '-C', `/srv/stacks/${stack.name}`, 'pull', '-q']);
}

export function push({ lab }: Rig, stack: PublicStack, repository: string): void {
  const git = (...args: string[]): Buffer =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.org', ...args], {
      cwd: repository,
    });
  git('add', '-A', '-f');
  git('commit', '-q', '-m', 'Change the stack');
  git('push', '-q', join(dirname(lab.fleetFile), 'git', `${stack.name}.git`), 'HEAD:main');
}

/** Its ports and names are another stack's next. */
export async function clear({ host }: Rig, stack: PublicStack): Promise<void> {
  await exec(
    host,
    [
      'sh',
      '-c',
      `docker ps -aq | grep -v "$(docker inspect -f '{{.Id}}' sgos-proxy | cut -c 1-12)" | xargs -r docker rm -fv >/dev/null
docker volume ls -q | xargs -r docker volume rm -f >/dev/null
docker network ls -q --filter type=custom --format '{{.Name}}' | grep -vx sgos | xargs -r docker network rm >/dev/null
rm -rf /srv/stacks/${stack.name} /srv/stacks/${stack.name}-*`,
    ],
    { user: 'root' },
  );
}
