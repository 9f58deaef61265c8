/** `npm run demo`: three real deploys on a disposable host, and what a user of the app noticed of them. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { Exit } from '../src/errors';
import { findTool } from '../src/tools';
import { asJson, keep, say, told } from './demo-tell';
import { clearedAfter } from './interrupt';
import { roostCli, type RoostCli } from './roost';
import { failed, startTraffic } from './traffic';
import { availability, labDown, labList, labUp, resetHost, startByScript, type Lab } from './';

const DOMAIN = 'phone.sgos.example';
const LAB = 'demo';

interface Result {
  commit: string;
  outcome: string;
  reason: string;
  seconds: number;
  requests: number;
  failed: number;
}

interface Chapter {
  label: string;
  title: string;
  args: string[];
  expect: 'succeeded' | 'undone';
}

const chapters: Chapter[] = [
  {
    label: 'v2',
    title: 'First deploy: roost adopts the app that the bash script has started',
    args: [],
    expect: 'succeeded',
  },
  {
    label: 'v3-safe',
    title: 'Second deploy: rolling, the new container beside the old one',
    args: ['--strategy', 'rolling'],
    expect: 'succeeded',
  },
  {
    label: 'v3-never-healthy',
    title: 'Third deploy: a commit that builds and never gets healthy',
    args: [],
    expect: 'undone',
  },
];

/** Writes the lab's fleet with short waits, so that the demo is short; said aloud. */
function writeFleet(file: string, lab: Lab): void {
  const fleet = parseDocument(readFileSync(lab.fleetFile, 'utf8'));
  fleet.setIn(['apps', 'phone', 'settle'], '3s');
  fleet.setIn(['apps', 'phone', 'health', 'wait'], '10s');
  fleet.setIn(['apps', 'phone', 'proxy', 'drain'], '1s');
  writeFileSync(file, fleet.toString());
}

/** What a run left, as `deploy --json` tells it. */
interface Answer {
  result?: { outcome: string } | undefined;
  error?: { code: string; message: string } | undefined;
}

/** On the terminal, as a user sees it: the command says itself how the run ended, to a program by its exit code. */
async function watched(roost: RoostCli, deploy: string[]): Promise<Answer> {
  const { code } = await roost.run(deploy, { watch: true });
  if (code === 0) return { result: { outcome: 'succeeded' } };
  return {
    result: { outcome: code === Exit.failed ? 'undone' : 'unknown' },
    error: { code: `exit ${code}`, message: 'see above' },
  };
}

async function chapter(lab: Lab, roost: RoostCli, { label, title, args, expect }: Chapter): Promise<Result> {
  const commit = lab.repos.phone.commits[label] ?? '';
  say(`${title} (${label}, ${commit.slice(0, 7)})`);
  const traffic = startTraffic({
    url: lab.hosts[0]!.proxyUrl,
    domain: DOMAIN,
    every: 50,
    connections: ['new', 'kept'],
  });
  const begun = Date.now();
  const deploy = ['deploy', 'phone', '--ref', commit, ...args];
  const answer = asJson ? await roost.json<Answer>(deploy) : await watched(roost, deploy);
  const seconds = Math.round((Date.now() - begun) / 100) / 10;
  const samples = await traffic.stop();
  const lost = samples.filter(failed).length;
  const outcome = answer.result?.outcome ?? 'unknown';
  const reason = answer.error
    ? `${answer.error.code}: ${answer.error.message.split('\n')[0]}`
    : 'healthy, and stayed so';
  say(`→ ${outcome} in ${seconds} s: ${samples.length} requests, ${lost} failed`);
  if (outcome !== expect) throw new Error(`${label} should have ${expect}, but: ${reason}`);
  return { commit, outcome, reason, seconds, requests: samples.length, failed: lost };
}

/** A host on which the app runs as its owners run it today. */
async function before(kept: boolean, interrupted: AbortSignal): Promise<Lab> {
  const lab = await labUp({ name: LAB, hosts: 1, log: say });
  interrupted.throwIfAborted();
  const host = lab.hosts[0]!;
  if (kept) await resetHost(host);
  say("The fleet's own bash script starts the app (v1), as its owners do today");
  await startByScript(lab, host, 'phone', 'v1');
  return lab;
}

async function story(lab: Lab, roost: RoostCli): Promise<Result[]> {
  say('This fleet file waits 10 s for health and watches a release for 3 s (defaults: 2 min and 10 s)');
  const results: Result[] = [];
  for (const each of chapters) results.push(await chapter(lab, roost, each));
  if (!asJson) await roost.run(['status', 'phone'], { watch: true });
  return results;
}

async function main(): Promise<void> {
  const can = availability();
  if (!can.ok) throw new Error(`The demo needs disposable hosts: ${can.reason}`);
  for (const tool of ['temporal', 'sops'] as const) await findTool(tool, { log: say });
  const kept = (await labList()).includes(LAB);
  const state = mkdtempSync(join(tmpdir(), 'roost-demo-'));
  const fleetFile = join(state, 'fleet.yaml');
  const roost = roostCli(state, fleetFile);
  let over = false;
  const clear = async (): Promise<void> => {
    if (keep && over) {
      say(
        `Kept: XDG_STATE_HOME=${state} ROOST_FLEET=${fleetFile} ./roost status; take it down with \`./roost down\` and \`npm run lab -- down --name ${LAB}\``,
      );
      return;
    }
    // A lab that is still coming up is waited for: it holds its own lock.
    await Promise.all([roost.run(['down']), labDown(LAB, say)]);
    rmSync(state, { recursive: true, force: true });
    say('Everything is down; images and tools are kept in the cache for the next run');
  };
  const show = async (interrupted: AbortSignal): Promise<void> => {
    // Every step reads the fleet file anew, so the worker may start before there is a host to name.
    writeFileSync(fleetFile, '{ fleet: lab, push: { heads: off }, hosts: {}, apps: {} }');
    const [lab] = await Promise.all([
      before(kept, interrupted),
      roost.run(['up', '--port', '0', '--ui-port', '0']).then(told),
    ]);
    interrupted.throwIfAborted();
    writeFleet(fleetFile, lab);
    try {
      const deploys = await story(lab, roost);
      if (asJson) console.log(JSON.stringify({ deploys }));
    } finally {
      over = true;
    }
  };
  await clearedAfter(show, clear, say);
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
