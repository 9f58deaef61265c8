/** How soon a delivery has its answer, beside a bare `signalWithStart` in the same run; and whether one is lost. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import { clearedAfter } from '../lab/interrupt';
import { ageKey } from '../lab/keys';
import { roostCli } from '../lab/roost';
import { encrypt } from '../lab/secrets';
import { samplePush } from '../src/gateway/hooks/sample';
import { readJson } from '../src/lib/files/json-file';
import { stateFiles } from '../src/lib/files/state';
import { connectClient, type Temporal } from '../src/temporal/connect';
import { signalInbox } from '../src/temporal/inbox';
import { median, round, type Bench } from './types';

const PER_SECOND = 50;
const SECONDS = 30;
/** The two ways take turns, so that what else the machine does falls on both. */
const SLICE = 5;
const SECRET = 'a secret of the bench';
const repository = (app: string): string => `git@git.example:bench/${app}.git`;

type Way = 'gateway' | 'bare';
const apps: Record<Way, string[]> = {
  gateway: ['a1', 'a2', 'a3', 'a4', 'a5'],
  bare: ['b1', 'b2', 'b3', 'b4', 'b5'],
};

/** Host and repositories that nobody answers for: the deploys that are started end at their first step. */
function fleetText(folder: string): string {
  const hostKey = execFileSync('sh', [
    '-c',
    `ssh-keygen -q -t ed25519 -N '' -C '' -f ${join(folder, 'key')} && cat ${join(folder, 'key')}.pub`,
  ]);
  const host = {
    user: 'nobody',
    addresses: ['127.0.0.1:1'],
    hostKey: hostKey.toString().trim().split(' ').slice(0, 2).join(' '),
  };
  const app = (name: string) => [name, { host: 'nowhere', contract: 'sgos', repository: repository(name) }];
  return stringify({
    fleet: 'bench',
    secrets: { age: { keyFile: join(folder, 'age.key') }, file: join(folder, 'secrets.env.sops') },
    push: { heads: 'off' },
    gateway: { port: 0 },
    hosts: { nowhere: host },
    apps: Object.fromEntries([...apps.gateway, ...apps.bare].map(app)),
  });
}

export const webhookBench: Bench = async (say) => {
  const folder = mkdtempSync(join(tmpdir(), 'roost-bench-'));
  const quiet = (): void => {};
  const recipient = await ageKey(join(folder, 'age.key'), quiet);
  writeFileSync(
    join(folder, 'secrets.env.sops'),
    await encrypt(`ROOST_WEBHOOK_SECRET=${SECRET}\n`, 'dotenv', recipient, quiet),
  );
  writeFileSync(join(folder, 'fleet.yaml'), fleetText(folder));
  const roost = roostCli(folder, join(folder, 'fleet.yaml'));
  const clear = async (): Promise<void> => {
    await roost.run(['down']);
    rmSync(folder, { recursive: true, force: true });
  };
  const body = async (): ReturnType<Bench> => {
    const started = await roost.run(['up', '--port', '0', '--ui-port', '0']);
    if (started.code !== 0) throw new Error(started.stderr);
    const temporal = await connectClient({ env: roost.env });
    try {
      return await measure(roost.env, temporal, say);
    } finally {
      await temporal.close();
    }
  };
  return clearedAfter(body, clear, say);
};

async function measure(
  env: NodeJS.ProcessEnv,
  temporal: Temporal,
  say: (text: string) => void,
): Promise<Awaited<ReturnType<Bench>>> {
  const files = stateFiles(env);
  const { url } = readJson<{ url: string }>(files.gateway)!;
  const pids = {
    worker: readJson<{ pid: number }>(files.workerPid)!.pid,
    gateway: readJson<{ pid: number }>(files.gatewayPid)!.pid,
  };
  const send: Record<Way, (app: string) => Promise<void>> = {
    async gateway(app) {
      const { headers, body } = samplePush(
        { name: app, repository: repository(app), branch: 'main' },
        SECRET,
      );
      const answer = await fetch(`${url}/hooks/github`, { method: 'POST', headers, body });
      await answer.arrayBuffer();
      if (answer.status !== 202) throw new Error(String(answer.status));
    },
    bare: (app) => signalInbox(temporal.client, app, { by: 'delivery', id: 'bench' }),
  };
  say('warming up: each way twice per app, not measured');
  for (const way of ['gateway', 'bare', 'gateway', 'bare'] as const)
    await Promise.all(apps[way].map(send[way]));
  const warm = 2 * apps.gateway.length;

  const before = { worker: megabytes(pids.worker), gateway: megabytes(pids.gateway) };
  const times: Record<Way, number[]> = { gateway: [], bare: [] };
  let refused = 0;
  for (let slice = 0; slice < SECONDS / SLICE; slice += 1) {
    for (const way of ['gateway', 'bare'] as const) {
      const got = await slicedAt(PER_SECOND, SLICE, (n) => send[way](apps[way][n % apps[way].length]!));
      times[way].push(...got.times);
      if (way === 'gateway') refused += got.failed;
    }
    say(
      `${(slice + 1) * SLICE} of ${SECONDS} s: p99 ${percentile(times.gateway, 99)} ms by the gateway, ${percentile(times.bare, 99)} ms bare`,
    );
  }
  const after = { worker: megabytes(pids.worker), gateway: megabytes(pids.gateway) };
  const sent = PER_SECOND * SECONDS;
  const held = (await signalsHeld(temporal, apps.gateway)) - warm;
  const of = (way: Way) => ({
    p50: round(median(times[way]), 1),
    p99: percentile(times[way], 99),
    max: Math.max(...times[way]),
  });
  // A delivery that was told 503 is not lost: GitHub shows it as failed. One that got its 202 must be in Temporal.
  const figures = {
    sent,
    refused,
    lost: Math.max(0, sent - refused - held),
    gateway: of('gateway'),
    bare: of('bare'),
    memoryMB: { before, after },
  };
  return {
    ratios: {
      p50: round(figures.gateway.p50 / figures.bare.p50),
      p99: round(figures.gateway.p99 / figures.bare.p99),
    },
    figures,
    table: [
      `${PER_SECOND}/s for ${SECONDS} s    p50 ms   p99 ms   max ms`,
      ...(['gateway', 'bare'] as const).map((way) => {
        const { p50, p99, max } = figures[way];
        return [way.padEnd(15), ...[p50, p99, max].map((ms) => String(ms).padStart(8))].join(' ');
      }),
      `${sent} sent, ${refused} not acknowledged, ${figures.lost} lost`,
      `memory: worker ${before.worker} → ${after.worker} MB, gateway ${before.gateway} → ${after.gateway} MB`,
    ].join('\n'),
  };
}

/** Open loop: each is sent at its time, whether the others have their answer or not; ms count from that time. */
async function slicedAt(
  rate: number,
  seconds: number,
  send: (n: number) => Promise<void>,
): Promise<{ times: number[]; failed: number }> {
  const begun = performance.now();
  const times: number[] = [];
  let failed = 0;
  const all: Promise<void>[] = [];
  for (let n = 0; n < rate * seconds; n += 1) {
    const due = begun + (n * 1000) / rate;
    await sleep(Math.max(0, due - performance.now()));
    all.push(
      send(n).then(
        () => void times.push(round(performance.now() - due, 1)),
        () => void (failed += 1),
      ),
    );
  }
  await Promise.all(all);
  return { times, failed };
}

/** What Temporal's own histories hold: the proof that an acknowledged delivery is not lost. */
async function signalsHeld({ client }: Temporal, names: string[]): Promise<number> {
  await sleep(2_000);
  let count = 0;
  for await (const { workflowId, runId } of client.workflow.list({ query: 'WorkflowType = "inbox"' })) {
    if (!names.some((name) => workflowId === `inbox-${name}`)) continue;
    const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    count += (events ?? []).filter(({ workflowExecutionSignaledEventAttributes: signal }) => signal).length;
  }
  return count;
}

function percentile(values: number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil((percent / 100) * sorted.length) - 1)] ?? 0;
}

const megabytes = (pid: number): number =>
  Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024);
