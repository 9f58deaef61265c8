/** A lab host with a running roost of its own: what every test of a real deploy stands on. */
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exec, labUp, resetHost, startByScript, tryExec, type Lab, type LabHost } from '../../lab';
import { quick, writeFleet, type FleetEdit } from '../../lab/fleet-edit';
import { roostCli, type RoostCall, type RoostCli } from '../../lab/roost';
import type { PlanFacts, ReleasePlan } from '../../src/protocol/plan';

export const DOMAIN = 'phone.sgos.example';
export const APP = '/srv/apps/sgos-phone';

export type { FleetEdit };

export interface DeployAnswer {
  ok: boolean;
  /** The code's exit code. */
  code: number;
  error?: { code: string; message: string; hint: string };
  run?: { workflowId: string; runId: string };
  plan?: ReleasePlan;
  facts?: PlanFacts;
  result?: {
    outcome: string;
    plan: ReleasePlan | null;
    steps: { id: string; state: string; seconds?: number; note?: string }[];
    warnings: string[];
  };
}

/** What a failed deploy must leave as it was. */
export interface World {
  /** Version and commit that `/health` answers through the proxy; null: not served. */
  serves: { version: string; commit: string } | null;
  release: string;
  containers: string[];
  /** Maintenance and slot flags. */
  flags: string[];
  lock: boolean;
  /** Hash of the env file and of git's view of the source folder. */
  source: string;
  rows: string;
  releases: string[];
  jobs: number;
  oneOffs: string[];
}

export interface Stage {
  lab: Lab;
  host: LabHost;
  roost: RoostCli;
  /** Rewrites the fleet file of the running worker: the lab's, with these changes. */
  fleet(edit?: FleetEdit): void;
  commit(label: string): string;
  deploy(ref: string, ...args: string[]): Promise<DeployAnswer>;
  rollback(...args: string[]): Promise<DeployAnswer>;
  /** Starts a deploy and returns its workflow id at once. */
  begin(ref: string, ...args: string[]): Promise<string>;
  world(): Promise<World>;
  /** Runs on the host as the operator, beside SSH. */
  on(script: string): Promise<string>;
  asRoot(script: string): Promise<string>;
  sql(statement: string): Promise<string>;
  close(): Promise<void>;
}

/** `host` is the first of the lab's hosts. */
export async function openStage(name: string, edit: FleetEdit = {}, hosts = 1): Promise<Stage> {
  const lab = await labUp({ name, hosts, log: (line) => process.stderr.write(`  lab: ${line}\n`) });
  const host = lab.hosts[0]!;
  const state = mkdtempSync(join(tmpdir(), 'roost-stage-'));
  const fleetFile = join(state, 'fleet.yaml');
  const roost = roostCli(state, fleetFile);
  const on = (script: string): Promise<string> => exec(host, ['sh', '-c', script]);
  const stage: Stage = {
    lab,
    host,
    roost,
    fleet(more = {}) {
      writeFleet(lab.fleetFile, fleetFile, { ...quick, ...edit, ...more });
    },
    commit: (label) => {
      const commit = lab.repos.phone.commits[label];
      if (!commit) throw new Error(`the lab's phone has no commit ${label}`);
      return commit;
    },
    deploy: async (ref, ...args) =>
      answerOf(await roost.run(['deploy', 'phone', '--ref', ref, ...args, '--json'])),
    rollback: async (...args) => answerOf(await roost.run(['rollback', 'phone', ...args, '--json'])),
    async begin(ref, ...args) {
      const { run, error } = answerOf(
        await roost.run(['deploy', 'phone', '--ref', ref, ...args, '--detach', '--json']),
      );
      if (!run) throw new Error(`${error?.code}: ${error?.message}`);
      return run.workflowId;
    },
    world: () => worldOf(host),
    on,
    asRoot: (script) => exec(host, ['sh', '-c', script], { user: 'root' }),
    sql: async (statement) =>
      (
        await on(
          `docker exec $(docker ps -q --filter label=com.docker.compose.service=db) psql -U phone -d phone -Atc "${statement}"`,
        )
      ).trim(),
    async close() {
      await roost.run(['down']);
      await lab.down();
      rmSync(state, { recursive: true, force: true });
    },
  };
  stage.fleet();
  await Promise.all(lab.hosts.map(resetHost));
  const up = await roost.run(['up', '--port', '0', '--ui-port', '0']);
  if (up.code !== 0) throw new Error(up.stderr || up.stdout);
  return stage;
}

/** The app as its owners run it today, adopted by a first deploy. */
export async function adopted(stage: Stage, script = 'v1', ref = 'v2'): Promise<void> {
  await startByScript(stage.lab, stage.host, 'phone', script);
  const answer = await stage.deploy(ref);
  if (!answer.ok) throw new Error(`${answer.error?.code}: ${answer.error?.message}`);
}

export function answerOf({ stdout, stderr, code }: RoostCall): DeployAnswer {
  try {
    return { ...(JSON.parse(stdout) as DeployAnswer), code };
  } catch {
    throw new Error(`roost printed no JSON (exit ${code}):\n${stdout}\n${stderr}`);
  }
}

async function worldOf(host: LabHost): Promise<World> {
  const lines = async (script: string): Promise<string[]> => {
    const { stdout } = await tryExec(host, ['sh', '-c', script]);
    return stdout.split('\n').filter(Boolean);
  };
  const [containers, flags, lock, source, rows, releases, jobs, oneOffs, current] = await Promise.all([
    lines(
      `docker ps -a --filter label=com.docker.compose.project --format '{{.Names}} {{.ID}} {{.Image}} {{.State}}' | grep -v '^roost-' | sort`,
    ),
    lines(`cd /srv/proxy/hornbill && find flags live -type f | sort`),
    lines(`ls ${APP}/.roost/lock 2>/dev/null`),
    lines(
      `cd ${APP}/src && cat .env docker-compose.roost.yml 2>/dev/null | sha256sum; git rev-parse HEAD; git status --porcelain`,
    ),
    lines(
      `docker exec $(docker ps -q --filter label=com.docker.compose.service=db) psql -U phone -d phone -Atc 'select count(*) from voicemails' 2>&1; docker exec $(docker ps -q --filter label=com.docker.compose.service=db) psql -U phone -d phone -Atc "select string_agg(column_name, ',' order by column_name) from information_schema.columns where table_name='voicemails'"`,
    ),
    lines(`ls ${APP}/.roost/releases 2>/dev/null`),
    lines(
      `for p in /proc/[0-9]*; do tr '\\0' '\\n' <$p/environ 2>/dev/null | grep -q '^ROOST_JOB_DIR=' && echo $p; done`,
    ),
    lines(`docker ps -a --filter label=roost.operation --format '{{.Names}}'`),
    lines(`head -n 1 ${APP}/.roost/current 2>/dev/null | cut -d' ' -f1`),
  ]);
  return {
    serves: await served(host),
    release: current[0] ?? '0',
    containers,
    flags,
    lock: lock.length > 0,
    source: source.join(' '),
    rows: rows.join(' '),
    releases,
    jobs: jobs.length,
    oneOffs,
  };
}

function served(host: LabHost): Promise<World['serves']> {
  return new Promise((resolve) => {
    const asked = request(
      `${host.proxyUrl}/health`,
      { headers: { host: DOMAIN }, timeout: 5_000 },
      (answer) => {
        let body = '';
        answer.on('data', (chunk: Buffer) => (body += chunk.toString()));
        answer.on('end', () => {
          if (answer.statusCode !== 200) return resolve(null);
          const { version, commit } = JSON.parse(body) as { version: string; commit: string };
          resolve({ version, commit });
        });
      },
    );
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => resolve(null));
    asked.end();
  });
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Asks until the answer is true; at most `limit` ms. */
export async function until(what: string, ask: () => Promise<boolean>, limit = 60_000): Promise<void> {
  const end = Date.now() + limit;
  while (!(await ask())) {
    if (Date.now() > end) throw new Error(`${what}: not within ${limit / 1000} s`);
    await pause(200);
  }
}
