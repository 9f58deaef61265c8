/** A lab host with a running roost of its own: what every test of a real deploy stands on. */
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exec, labUp, resetHost, startByScript, tryExec, type Lab, type LabHost } from '../../lab';
import { asker, type Asker } from '../../lab/ask';
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
  /** Its part that the proxy answers, which costs little. */
  served(): Promise<World['serves']>;
  ask: Asker['ask'];
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
  const temporal = asker(roost.env);
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
    served: () => served(host),
    ask: temporal.ask,
    on,
    asRoot: (script) => exec(host, ['sh', '-c', script], { user: 'root' }),
    sql: async (statement) => (await on(`${PSQL} -c "${statement}"`)).trim(),
    async close() {
      await temporal.close();
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

/** All questions in one call to the host: each call costs more than what it asks. */
async function worldOf(host: LabHost): Promise<World> {
  const [{ stdout }, serves] = await Promise.all([tryExec(host, ['sh', '-c', WORLD]), served(host)]);
  const parts = stdout.split(/^== .+\n/m).map((part) => part.split('\n').filter(Boolean));
  const part = (n: number): string[] => parts[n] ?? [];
  return {
    serves,
    containers: part(1),
    flags: part(2),
    lock: part(3).length > 0,
    source: part(4).join(' '),
    rows: part(5).join(' '),
    releases: part(6),
    jobs: part(7).length,
    oneOffs: part(8),
    release: part(9)[0] ?? '0',
  };
}

const PSQL =
  'docker exec $(docker ps -q --filter label=com.docker.compose.service=db) psql -U phone -d phone -At';
const COLUMNS =
  "select string_agg(column_name, ',' order by column_name) from information_schema.columns where table_name='voicemails'";
const WORLD = `
echo == containers; docker ps -a --filter label=com.docker.compose.project --format '{{.Names}} {{.ID}} {{.Image}} {{.State}}' | grep -v '^roost-' | sort
echo == flags; (cd /srv/proxy/hornbill && find flags live -type f | sort)
echo == lock; ls ${APP}/.roost/lock 2>/dev/null
echo == source; (cd ${APP}/src && { cat .env docker-compose.roost.yml 2>/dev/null | sha256sum; git rev-parse HEAD; git status --porcelain; })
echo == rows; ${PSQL} -c 'select count(*) from voicemails' -c "${COLUMNS}" 2>&1
echo == releases; ls ${APP}/.roost/releases 2>/dev/null
echo == jobs; for p in /proc/[0-9]*; do tr '\\0' '\\n' <$p/environ 2>/dev/null | grep -q '^ROOST_JOB_DIR=' && echo $p; done
echo == oneoffs; docker ps -a --filter label=roost.operation --format '{{.Names}}'
echo == current; head -n 1 ${APP}/.roost/current 2>/dev/null | cut -d' ' -f1`;

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

/**
 * Until the script succeeds there. The host looks by itself: one call to
 * it, where one for each look keeps a core busy.
 */
export async function untilOn(host: LabHost, what: string, script: string, limit = 60_000): Promise<void> {
  const seconds = limit / 1000;
  const loop = `end=$(($(date +%s) + ${seconds})); until (${script}) >/dev/null 2>&1; do [ $(date +%s) -lt $end ] || exit 75; sleep 0.2; done`;
  const { code, stderr } = await tryExec(host, ['sh', '-c', loop]);
  if (code !== 0) throw new Error(`${what}: ${code === 75 ? `not within ${seconds} s` : stderr}`);
}

/** Asks until the answer is true; at most `limit` ms. */
export async function until(what: string, ask: () => Promise<boolean>, limit = 60_000): Promise<void> {
  const end = Date.now() + limit;
  while (!(await ask())) {
    if (Date.now() > end) throw new Error(`${what}: not within ${limit / 1000} s`);
    await pause(200);
  }
}
