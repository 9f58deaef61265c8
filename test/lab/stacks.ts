/** Small Compose stacks on one lab host: each in a repository and a folder of its own. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseDocument } from 'yaml';
import { exec, labUp, resetHost, tryExec, type Lab, type LabHost } from '../../lab';
import { asRoot, dockerReady } from '../../lab/exec';
import type { FleetEdit } from '../../lab/fleet-edit';
import { proxyContainer } from '../../lab/proxy';
import { roostCli, type RoostCli } from '../../lab/roost';
import { answerOf, type DeployAnswer } from './stage';

/** A service that answers on port 8080, and ends at once when it gets a signal. */
export const WEB = `
  web:
    image: registry:5000/roost-base:1
    command: [node, -e, "require('http').createServer((q,r)=>r.end('ok')).listen(8080);process.on('SIGTERM',()=>process.exit(0))"]
    healthcheck: { test: [CMD, curl, -fsS, "http://127.0.0.1:8080/"], start_period: 10s, interval: 5s }
    stop_grace_period: 2s
`;

/** The same, which never gets healthy. */
export const DEAF = WEB.replace('listen(8080)', 'listen(9999)');

/** A service that runs a script of the shell. */
export const shell = (name: string, script: string, more = ''): string => `
  ${name}:
    image: registry:5000/roost-base:1
    command: [sh, -c, '${script}']
    init: true
    stop_grace_period: 1s
${more
  .split('\n')
  .filter(Boolean)
  .map((line) => `    ${line}\n`)
  .join('')}`;

export const compose = (...services: string[]): string => `services:${services.join('')}`;

export async function restartDocker(host: LabHost): Promise<void> {
  await asRoot(host, 'lab-docker stop && lab-docker start');
  await dockerReady(host);
}

export interface Stacks {
  roost: RoostCli;
  lab: Lab;
  host: LabHost;
  /**
   * Commits these files (null: removed) to the stack's repository; the
   * stack is in the fleet file afterwards.
   */
  commit(name: string, files: Record<string, string | null>, settings?: Record<string, unknown>): string;
  /** Clones the repository to the stack's folder and runs the script there. */
  byHand(name: string, script?: string): Promise<string>;
  deploy(name: string, ...args: string[]): Promise<DeployAnswer>;
  rollback(name: string, ...args: string[]): Promise<DeployAnswer>;
  /** Runs on the host in the stack's folder. */
  on(name: string, script: string): Promise<string>;
  /** The project's containers: `SERVICE STATE`, sorted. */
  containers(project: string): Promise<string[]>;
  /**
   * Removes the containers and networks of all stacks: what runs on
   * has its health asked for, which costs.
   */
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** `edit`: of the fleet file, read each time that it is written. */
export async function openStacks(name: string, edit: FleetEdit = {}): Promise<Stacks> {
  const lab = await labUp({ name, hosts: 1, log: (line) => process.stderr.write(`  lab: ${line}\n`) });
  const host = lab.hosts[0]!;
  await resetHost(host);
  const state = mkdtempSync(join(tmpdir(), 'roost-stacks-'));
  const fleetFile = join(state, 'fleet.yaml');
  const fleet = parseDocument(readFileSync(lab.fleetFile, 'utf8'));
  const apps: Record<string, unknown> = {};
  const write = (): void => {
    fleet.set('apps', apps);
    fleet.setIn(['decide', 'wait'], '5s');
    for (const [path, value] of Object.entries(edit)) fleet.setIn(path.split('.'), value);
    writeFileSync(fleetFile, fleet.toString());
  };
  const add = (stack: string, settings: Record<string, unknown>): void => {
    apps[stack] = {
      host: host.name,
      contract: 'compose',
      repository: `/srv/git/${stack}.git`,
      directory: `/srv/stacks/${stack}`,
      service: 'web',
      port: 8080,
      settle: '1s',
      health: { wait: '20s' },
      ...settings,
    };
    write();
  };
  add('none', {});
  delete apps.none;
  const roost = roostCli(state, fleetFile);
  const up = await roost.run(['up', '--port', '0', '--ui-port', '0']);
  if (up.code !== 0) throw new Error(up.stderr || up.stdout);
  const git = (stack: string, ...args: string[]): string =>
    execFileSync('git', args, { cwd: join(state, stack), encoding: 'utf8' });
  return {
    roost,
    lab,
    host,
    commit(stack, files, settings = {}) {
      const folder = join(state, stack);
      const bare = join(dirname(lab.fleetFile), 'git', `${stack}.git`);
      if (!(stack in apps)) {
        rmSync(bare, { recursive: true, force: true });
        execFileSync('git', ['init', '-q', '--bare', '-b', 'main', bare]);
        execFileSync('git', ['init', '-q', '-b', 'main', folder]);
        git(stack, 'config', 'user.name', 'A');
        git(stack, 'config', 'user.email', 'a@example.org');
      }
      for (const [file, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, file)), { recursive: true });
        if (text === null) rmSync(join(folder, file));
        else writeFileSync(join(folder, file), text);
      }
      git(stack, 'add', '-A');
      git(stack, 'commit', '-q', '--allow-empty', '-m', 'Change the stack');
      git(stack, 'push', '-q', '-f', bare, 'HEAD:main');
      add(stack, settings);
      return git(stack, 'rev-parse', 'HEAD').trim();
    },
    byHand: (stack, script = 'docker compose up -d --wait') =>
      exec(host, [
        'sh',
        '-c',
        `cd /srv/stacks && git clone -q /srv/git/${stack}.git ${stack} && cd ${stack} && ${script}`,
      ]),
    deploy: async (stack, ...args) => answerOf(await roost.run(['deploy', stack, ...args, '--json'])),
    rollback: async (stack, ...args) => answerOf(await roost.run(['rollback', stack, ...args, '--json'])),
    on: (stack, script) => exec(host, ['sh', '-c', `cd /srv/stacks/${stack} && ${script}`]),
    async containers(project) {
      const { stdout } = await tryExec(host, [
        'sh',
        '-c',
        `docker ps -a --filter label=com.docker.compose.project=${project} --format '{{.Label "com.docker.compose.service"}} {{.State}}' | sort`,
      ]);
      return stdout.split('\n').filter(Boolean);
    },
    async clear() {
      await exec(host, [
        'sh',
        '-c',
        `docker ps -aq --no-trunc | grep -v "$(docker inspect -f '{{.Id}}' ${proxyContainer})" | xargs -r docker rm -fv >/dev/null; docker network prune -f >/dev/null`,
      ]);
    },
    async close() {
      await roost.run(['down']);
      await lab.down();
      rmSync(state, { recursive: true, force: true });
    },
  };
}
