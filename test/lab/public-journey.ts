/** One public stack from its start by hand to its backup. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exec, tryExec, type LabHost } from '../../lab';
import { mark, missingMarks } from '../../lab/stacks/marks';
import type { PublicStack } from '../../lab/stacks/types';
import { unwell, worldDifferences, worldOf, type Part } from '../../lab/stacks/world';
import { clear, files, pin, prepare, push, type Rig } from './public-repository';
import { answerOf, until, type DeployAnswer } from './stage';

/** What a stage showed: empty is right. */
export type Journey = Record<Stage, string[]> & { seconds: number; warnings: string[] };

export const stages = ['by hand', 'adopted', 'no change', 'changed', 'rolled back', 'backed up'] as const;
export type Stage = (typeof stages)[number];

export async function travel(rig: Rig, stack: PublicStack): Promise<Journey> {
  const began = Date.now();
  const seen: Partial<Record<Stage, string[]>> = {};
  const warnings = new Set<string>();
  const { host } = rig;
  const folder = `/srv/stacks/${stack.name}`;
  const on = (script: string): Promise<string> =>
    exec(host, ['sh', '-c', `cd ${folder}/${stack.folder ?? '.'} && ${script}`]);
  const ask = async (verb: string, ...args: string[]): Promise<DeployAnswer> => {
    const answer = answerOf(await rig.roost.run([verb, stack.name, ...args, '--json']));
    for (const text of [...(answer.plan?.warnings ?? []), ...(answer.result?.warnings ?? [])])
      warnings.add(text);
    return answer;
  };
  const ended = ({ error, result }: DeployAnswer, outcome = 'succeeded'): string[] =>
    error || result?.outcome !== outcome ? [`${result?.outcome}: ${error?.code}: ${error?.message}`] : [];

  const repository = await prepare(rig, stack);
  try {
    await exec(host, [
      'sh',
      '-c',
      `cd ${folder}${stack.folder ? `/${stack.folder}` : ''}; ${stack.before ?? ':'}`,
    ]);
    const images = (await on(`${composeOf(stack)} config --images`)).split('\n').filter(Boolean);
    await pin(rig, stack, repository, [...new Set([...images, ...imagesOfChange(stack)])]);
    await on(stack.byHand ?? 'docker compose up -d');
    await on(stack.after ?? ':');
    const project = await projectOf(host, folder);
    const world = (): Promise<Part[]> => worldOf(host, project);
    await until(`${stack.name} by hand`, async () => unwell(await world()).length === 0, 90_000).catch(
      async () => (seen['by hand'] = unwell(await world())),
    );
    seen['by hand'] ??= [];
    const byHand = await world();
    const marks = await mark(host, byHand);
    const stays = dataServices(stack);
    const compared = async (before: Part[], except: string[] = []): Promise<string[]> => {
      // Docker itself looks at some only after half a minute.
      const calm = async (): Promise<boolean> => !(await world()).some(({ health }) => health === 'starting');
      await until('their health', calm, 45_000).catch(() => undefined);
      const now = await world();
      const others = byHand.filter(
        ({ service, id }) => stays.includes(service) && !now.some((part) => part.id === id),
      );
      const differences = Object.entries(worldDifferences(before, now)).filter(
        ([name]) => !except.includes(name),
      );
      return [
        ...differences.map(([name, lines]) => `${name}: ${lines.join('; ')}`),
        ...others.map(({ service }) => `${service} holds data, and has another container`),
        ...unwell(now),
        ...(await missingMarks(host, now, marks)),
      ];
    };

    const started = await startsOf(host, project);
    const watch = await watchPort(host, project, stack);
    const adoption = await ask('deploy');
    const failed = await watch();
    const made = adoption.result?.plan;
    seen.adopted = [
      ...changesOf(adoption),
      ...(made?.asItRuns ? [] : [`it was not taken over as it runs: ${made?.because.join('; ')}`]),
      ...ended(adoption),
      ...(await compared(byHand)),
      ...((await startsOf(host, project)) === started ? [] : ['a container was made or started']),
      ...failed,
    ];
    if (adoption.error) throw new Error('it was not adopted');
    const plan = await ask('deploy', '--plan');
    const again = await ask('deploy');
    seen['no change'] = [
      ...changesOf(plan),
      ...(plan.plan?.steps ?? []).map(({ title }) => `the plan has a step: ${title}`),
      ...ended(again, 'unchanged'),
    ];
    const adopted = await world();

    const { file, from, to, services, seen: look } = stack.change;
    const text = readFileSync(join(repository, file), 'utf8');
    writeFileSync(join(repository, file), text.replace(from, to));
    push(rig, stack, repository);
    const changed = await ask('deploy');
    const differ = Object.keys(worldDifferences(adopted, await world()));
    const part = (await world()).find(({ service }) => service === look?.service);
    const says =
      look && (await tryExec(host, ['docker', 'exec', part?.name ?? 'none', 'sh', '-c', look.command]));
    seen.changed = [
      ...ended(changed),
      ...services.filter((name) => !differ.includes(name)).map((name) => `${name} is as it was`),
      ...(look && says?.stdout.trim() !== look.says
        ? [`${look.service} shows ${says?.stdout} ${says?.stderr}`]
        : []),
      ...(await compared(adopted, services)),
    ];
    seen['rolled back'] = [...ended(await ask('rollback')), ...(await compared(adopted))];
    seen['backed up'] = [...ended(await ask('backup')), ...(await compared(adopted))];
  } catch (error) {
    const stage = stages.find((one) => !seen[one]) ?? 'backed up';
    seen[stage] = [(error as Error).message];
  } finally {
    await clear(rig, stack);
  }
  const all = stages.map((stage) => [stage, seen[stage] ?? ['not reached']]);
  return {
    ...(Object.fromEntries(all) as Record<Stage, string[]>),
    seconds: Math.round((Date.now() - began) / 1000),
    warnings: [...warnings],
  };
}

/** Which containers there are, and since when they run. */
const startsOf = (host: LabHost, project: string): Promise<string> =>
  exec(host, [
    'sh',
    '-c',
    `docker ps -aq --no-trunc --filter label=com.docker.compose.project=${project} | sort | xargs docker inspect -f '{{.Id}} {{.State.StartedAt}}'`,
  ]);

/** Asks the serving container on and on; returns what ends that, and says how many requests failed. */
async function watchPort(
  host: LabHost,
  project: string,
  { fleet }: PublicStack,
): Promise<() => Promise<string[]>> {
  if (typeof fleet.port !== 'number') return async () => [];
  const filters = `--filter label=com.docker.compose.project=${project} --filter label=com.docker.compose.service=${fleet.service}`;
  const address = await exec(host, [
    'sh',
    '-c',
    `docker inspect -f '{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}' "$(docker ps -q ${filters})" | cut -d' ' -f1`,
  ]);
  const url = `http://${address.trim() || '127.0.0.1'}:${fleet.port}/`;
  const end = `/tmp/watched-${project}`;
  await exec(host, ['rm', '-f', end]);
  const loop = `while [ ! -e ${end} ]; do curl -s -m 5 -o /dev/null ${url} && echo well || echo failed; sleep 0.1; done`;
  const asked = exec(host, ['sh', '-c', loop]);
  return async () => {
    await exec(host, ['touch', end]);
    const answers = (await asked).split('\n').filter(Boolean);
    const failed = answers.filter((answer) => answer === 'failed').length;
    return failed > 0 || answers.length === 0 ? [`${failed} of ${answers.length} requests failed`] : [];
  };
}

/** By the fleet file: what is never replaced with a release. */
function dataServices({ fleet }: PublicStack): string[] {
  const { postgres, services = [] } = (fleet.data ?? {}) as {
    postgres?: { service: string };
    services?: string[];
  };
  return postgres ? [postgres.service, ...services] : services;
}

/** What a plan of the commit that runs says would change. */
const changesOf = ({ plan }: DeployAnswer): string[] => {
  const { services = [], volumes = [], folders = [] } = plan?.changes ?? {};
  return [
    ...services.map((change) => `the plan says ${JSON.stringify(change)}`),
    ...[...volumes, ...folders].map((name) => `the plan says that ${name} is new`),
  ];
};

const composeOf = (stack: PublicStack): string =>
  (stack.byHand ?? 'docker compose up -d').replace(/ up -d$/, '');

/** Images that only the changed file names. */
function imagesOfChange({ name, change: { file, from, to } }: PublicStack): string[] {
  const text = readFileSync(join(files, name, 'repository', file), 'utf8').replace(from, to);
  return to.includes(':v') || /:\d/.test(to)
    ? [...text.matchAll(/^\s+image: "?([^$\s"]+)"?$/gm)].map(([, image]) => image!)
    : [];
}

async function projectOf(host: LabHost, folder: string): Promise<string> {
  const label = (name: string): string => `{{.Label "com.docker.compose.project${name}"}}`;
  const lines = await exec(host, ['docker', 'ps', '-a', '--format', `${label('')} ${label('.working_dir')}`]);
  const found = lines.split('\n').find((line) => line.split(' ')[1]?.startsWith(folder));
  if (!found) throw new Error(`nothing runs from ${folder}`);
  return found.split(' ')[0]!;
}
