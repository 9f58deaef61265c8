/** `npm run demo -- init`: three projects that run without roost, from `roost init` to a rollback. */
import { readFileSync } from 'node:fs';
import { runDemo, type Demo } from './demo-run';
import { asJson, say, started, told, verb } from './demo-tell';
import type { RoostCli } from './roost';
import { addressOf, commit, prepareImages, shop, startStranger, three, untilRuns } from './strangers';
import { failed, startTraffic, type Traffic } from './traffic';
import { exec, type Lab, type LabHost } from '.';

const ports: Record<string, number> = { shop: 8101, wiki: 8102, blog: 8113 };

interface Result {
  projects: number;
  adopted: number;
  /** Failed requests of a client that polls all of them from before the first deploy to the end. */
  failed: number;
  /** Lines of fleet.yaml that were corrected by hand. */
  edits: number;
  seconds: number;
}

/** A host with three projects, as somebody runs them today. */
async function before(demo: Demo): Promise<Lab> {
  const lab = await demo.lab();
  const host = lab.hosts[0]!;
  await prepareImages(host, ['1', '2']);
  for (const one of three) {
    say(`By hand: ${one.name} in ${one.folder}, ${one.git ? 'from git' : 'without git'}`);
    await startStranger(lab, host, one);
  }
  for (const { name } of three) await untilRuns(host, name);
  return lab;
}

/** The lines to paste that the file has for a project that is no app yet. */
function pasteable(file: string, project: string): string {
  const lines = readFileSync(file, 'utf8').split('\n');
  const begin = lines.findIndex((line) => line.includes(`Left out: project ${project} `));
  const end = lines.findIndex((line, i) => i > begin && line.trim() === '');
  const found = lines.slice(begin, end).flatMap((line) => /^ *# {5}(\S.*)$/.exec(line)?.[1] ?? []);
  if (begin < 0 || found.length === 0) throw new Error(`${file} has no lines to paste for ${project}`);
  return found.join('\n');
}

async function story(lab: Lab, roost: RoostCli, fleetFile: string): Promise<Omit<Result, 'seconds'>> {
  const host = lab.hosts[0]!;
  const target = `deploy@${host.address}:${host.port}`;
  await verb(roost, ['init', target, '--yes', '--key', lab.sshKeyFile]);
  say(`${fleetFile} has ${readFileSync(fleetFile, 'utf8').split('\n').length - 1} lines, comments included`);
  say('wiki is no git working copy: the lines that the file has for it are pasted on the host');
  await exec(host, ['sh', '-ec', pasteable(fleetFile, 'wiki')]);
  await verb(roost, ['init', '--add']);
  const { code, stdout } = await roost.run(['check']);
  say(`$ roost check\n${stdout.trimEnd()}`);
  if (code !== 0) throw new Error('check found failures');
  told(await roost.run(['up', '--port', '0', '--ui-port', '0']));
  const polled = await poll(host);
  const adopted: string[] = [];
  try {
    for (const { name } of three) {
      await verb(roost, ['deploy', name]);
      adopted.push(name);
    }
    say('A commit that takes version 2 of the image');
    const compose = shop.files['compose.yml']!.replaceAll('shop:1', 'shop:2');
    commit(lab, shop, { 'compose.yml': compose });
    await verb(roost, ['deploy', 'shop']);
    await verb(roost, ['rollback', 'shop']);
  } finally {
    for (const traffic of polled) await traffic.stop();
  }
  const lost = polled.flatMap(({ samples }) => samples).filter(failed).length;
  const all = polled.reduce((sum, { samples }) => sum + samples.length, 0);
  say(`${all} requests to the three, ${lost} failed: each deploy here stops the old container first`);
  return { projects: three.length, adopted: adopted.length, failed: lost, edits: 0 };
}

async function poll(host: LabHost): Promise<Traffic[]> {
  const address = await addressOf(host);
  return three.map(({ name }) =>
    startTraffic({
      url: `http://${address}:${ports[name]}`,
      domain: name,
      path: '/',
      every: 100,
      connections: ['new'],
    }),
  );
}

runDemo('demo-init', before, async ({ roost, fleetFile }, lab) => {
  const result = await story(lab, roost, fleetFile);
  const seconds = Math.round((Date.now() - started) / 1000);
  say(
    `${result.adopted} of ${result.projects} projects adopted in ${seconds} s; fleet.yaml needed ${result.edits} edits`,
  );
  if (asJson) console.log(JSON.stringify({ ...result, seconds } satisfies Result));
});
