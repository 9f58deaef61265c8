/** Starts projects on a lab host by hand, as their owners did before roost. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { asRoot, exec } from '../exec';
import { sources } from '../paths';
import { until } from '../run';
import type { Lab, LabHost } from '../types';
import type { Stranger } from './types';

export type { Stranger } from './types';
export { blog, caddyfile, nginxSite, shop, ten, three, wiki } from './stacks';

const sh = (host: LabHost, script: string): Promise<string> => exec(host, ['sh', '-c', `set -e\n${script}`]);

/** The image that all of them run, in these versions, and the databases beside it. */
export async function prepareImages(host: LabHost, versions: string[]): Promise<void> {
  const context = await sh(host, 'mktemp -d');
  for (const file of ['Dockerfile', 'main.js'])
    await exec(host, ['tee', `${context}/${file}`], {
      input: readFileSync(join(sources, 'apps/shop', file), 'utf8'),
    });
  const images = versions.map(
    (version) =>
      `docker build -q --build-arg VERSION=${version} -t registry:5000/shop:${version} ${context}; docker push -q registry:5000/shop:${version}`,
  );
  await sh(
    host,
    `${images.join('\n')}
    printf 'FROM registry:5000/roost-base:1\\nEXPOSE 5432\\nCMD ["postgres-server"]\\nUSER postgres\\n' | docker build -q -t registry:5000/postgres:17 -
    printf 'FROM registry:5000/roost-base:1\\nEXPOSE 6379\\nWORKDIR /data\\nCMD ["redis-server", "--protected-mode", "no"]\\n' | docker build -q -t registry:5000/redis:7 -
    docker push -q registry:5000/postgres:17; docker push -q registry:5000/redis:7`,
  );
}

/** Writes these files into the project's repository; null takes one away. */
export function commit(lab: Lab, { name }: Stranger, files: Record<string, string | null>): string {
  const bare = join(lab.dir, 'git', `${name}.git`);
  const folder = mkdtempSync(join(tmpdir(), 'roost-stranger-'));
  const git = (...args: string[]): string =>
    execFileSync(
      'git',
      ['-c', 'user.name=A', '-c', 'user.email=a@example.org', '-c', 'safe.directory=*', ...args],
      {
        cwd: folder,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
  try {
    git('init', '-q', '--bare', '--shared=0644', '-b', 'main', bare);
    git('init', '-q', '-b', 'main');
    try {
      git('pull', '-q', bare, 'main');
    } catch {
      // The first commit.
    }
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      if (text === null) rmSync(join(folder, file));
      else writeFileSync(join(folder, file), text);
    }
    git('add', '-A');
    git('commit', '-q', '--allow-empty', '-m', 'Change the stack');
    git('push', '-q', bare, 'HEAD:main');
    return git('rev-parse', 'HEAD').trim();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function startStranger(lab: Lab, host: LabHost, one: Stranger): Promise<void> {
  const { name, folder, files, beside = {}, git, at = '.', up = 'up -d' } = one;
  await asRoot(host, `install -d -o deploy -g deploy ${dirname(folder)} ${folder}`);
  if (git) {
    commit(lab, one, files);
    await sh(host, `git clone -q /srv/git/${name}.git ${folder}`);
  }
  for (const [file, text] of Object.entries(git ? beside : { ...files, ...beside })) {
    await exec(host, ['mkdir', '-p', dirname(join(folder, file))]);
    await exec(host, ['tee', join(folder, file)], { input: text });
  }
  await sh(host, `cd ${join(folder, at)} && docker compose ${up} 2>&1`);
}

/** Waits until all services of a project run that are meant to. */
export const untilRuns = (host: LabHost, project: string): Promise<void> =>
  until(
    `project ${project}`,
    async () =>
      (
        await sh(
          host,
          `docker ps -a --filter label=com.docker.compose.project=${project} --format '{{.State}} {{.Status}}' | grep -vE '^exited Exited \\(0\\)' | grep -E '^(created|exited|restarting)|starting|unhealthy' || :`,
        )
      ).trim() === '',
    120_000,
    500,
  );

/** The host's address on the network of the lab, where its published ports answer. */
export const addressOf = async (host: LabHost): Promise<string> =>
  (await sh(host, 'ip -o -4 addr show dev eth0 | awk \'{ sub(/\\/.*/, "", $4); print $4 }\'')).trim();
