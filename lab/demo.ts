/** `npm run demo`: three real deploys on a disposable host, and what a user of the app noticed of them. */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { Exit } from '../src/errors';
import { runDemo, type Demo } from './demo-run';
import { asJson, say, told } from './demo-tell';
import type { RoostCli } from './roost';
import { failed, startTraffic } from './traffic';
import { startByScript, type Lab } from '.';

const DOMAIN = 'phone.sgos.example';

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

/** A host on which the app runs as its owners run it today, and roost beside it. */
async function before(demo: Demo): Promise<Lab> {
  const { roost, fleetFile, interrupted } = demo;
  // Every step reads the fleet file anew, so the worker may start before there is a host to name.
  writeFileSync(fleetFile, '{ fleet: lab, push: { heads: off }, hosts: {}, apps: {} }');
  const [lab] = await Promise.all([
    started(demo),
    roost.run(['up', '--port', '0', '--ui-port', '0']).then(told),
  ]);
  interrupted.throwIfAborted();
  writeFleet(fleetFile, lab);
  return lab;
}

async function started(demo: Demo): Promise<Lab> {
  const lab = await demo.lab();
  say("The fleet's own bash script starts the app (v1), as its owners do today");
  await startByScript(lab, lab.hosts[0]!, 'phone', 'v1');
  return lab;
}

async function story(lab: Lab, roost: RoostCli): Promise<Result[]> {
  say('This fleet file waits 10 s for health and watches a release for 3 s (defaults: 2 min and 10 s)');
  const results: Result[] = [];
  for (const each of chapters) results.push(await chapter(lab, roost, each));
  if (!asJson) await roost.run(['status', 'phone'], { watch: true });
  return results;
}

runDemo('demo', before, async ({ roost }, lab) => {
  const deploys = await story(lab, roost);
  if (asJson) console.log(JSON.stringify({ deploys }));
});
