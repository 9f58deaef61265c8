/** The facts of a host, as tables. Pure. */
import { bytes, span } from '../../../lib/units';
import { usageText } from '../../../plan/host/summary';
import type { Disk, HostFacts, Project, Service } from '../../../protocol/steps/host';
import { table } from '../table';
import { pairs, shorten, type Pair } from '../text';
import type { Theme } from '../theme';

export function hostFactsLines(
  { system, docker, disks, projects, leftOut }: HostFacts,
  theme: Theme,
): string[] {
  const { paint } = theme;
  const narrow = (lines: string[]): string[] => lines.map((line) => shorten(line, theme.width));
  return [
    paint.bold('System'),
    ...narrow(pairs(systemPairs(system))),
    '',
    paint.bold('Docker'),
    ...problemLine(docker.problem, theme),
    ...narrow(pairs(dockerPairs(docker))),
    '',
    paint.bold('Disks'),
    ...narrow(disks.length > 0 ? diskTable(disks, theme) : ['  none found']),
    ...leftOutLine(leftOut.disks, theme),
    '',
    paint.bold('Compose projects'),
    ...projectsLines(projects, theme),
    ...leftOutLine(leftOut.services, theme),
  ];
}

const known = (value: string | null): string => value ?? 'not known';

const systemPairs = (system: HostFacts['system']): Pair[] => [
  ['distribution', known(system.distribution)],
  ['kernel', [system.kernel, system.architecture].filter(Boolean).join(', ') || 'not known'],
  ['cores', known(system.cores?.toString() ?? null)],
  ['memory', known(system.memory && usageText(system.memory))],
  ['swap', known(system.swap && usageText(system.swap))],
  ['time zone', known(system.timeZone)],
  ['up for', known(system.uptimeSeconds === null ? null : span(system.uptimeSeconds))],
];

const dockerPairs = ({ engine, compose, root, problem }: HostFacts['docker']): Pair[] =>
  problem !== null && engine === null
    ? []
    : [
        ['engine', known(engine)],
        ['compose', known(compose)],
        ['root', known(root)],
      ];

const diskTable = (disks: Disk[], theme: Theme): string[] =>
  table(
    ['  SIZE', 'FREE', 'MOUNT', 'DEVICE'],
    disks.map(({ mount, device, total, free, hasDockerRoot }) => [
      `  ${bytes(total)}`,
      bytes(free),
      `${mount}${hasDockerRoot ? ' (Docker)' : ''}`,
      device,
    ]),
    theme,
  );

function projectLines({ name, folder, services }: Project, theme: Theme): string[] {
  const head = shorten(`  ${name}${folder ? `  ${folder}` : ''}`, theme.width);
  const rows = services.map((service) => [`    ${service.name}`, stateText(service), service.image]);
  const columns = table(['', '', ''], rows, theme).slice(1);
  return [head, ...services.flatMap((service, i) => serviceLines(service, columns[i]!, theme))];
}

/** The ports have a line of their own: with them a row would not fit. */
function serviceLines(service: Service, row: string, { paint, width }: Theme): string[] {
  const line = shorten(row, width);
  const ports = service.ports.map((port) => paint.dim(shorten(`      ${port}`, width)));
  return [isWell(service) ? line : paint.red(line), ...ports];
}

const isWell = ({ state, health }: Service): boolean => state === 'running' && health !== 'unhealthy';

const stateText = ({ state, health }: Service): string => (health ? `${state}, ${health}` : state);

const problemLine = (problem: string | null, { paint, width }: Theme): string[] =>
  problem === null ? [] : [paint.red(shorten(`  ${problem}`, width))];

const projectsLines = (projects: Project[], theme: Theme): string[] =>
  projects.length === 0 ? ['  none'] : projects.flatMap((project) => projectLines(project, theme));

const leftOutLine = (count: number, { paint }: Theme): string[] =>
  count > 0 ? [paint.yellow(`  ! ${count} more were left out`)] : [];
