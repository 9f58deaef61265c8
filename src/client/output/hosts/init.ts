/** What `roost init` has written or would add. Pure. */
import type { Difference } from '../../../inspect/init/compare';
import type { DraftApp, FoundHost } from '../../../inspect/init/types';
import { sentences } from '../../../lib/sentences';
import { plural } from '../../../lib/units';
import { wrap } from '../text';
import type { Theme } from '../theme';

export interface WrittenView {
  file: string;
  lines: number;
  seconds: number;
  hosts: FoundHost[];
  apps: DraftApp[];
}

export function writtenLines({ file, lines, seconds, hosts, apps }: WrittenView, theme: Theme): string[] {
  const { paint, width } = theme;
  const live = apps.filter(({ left }) => !left);
  return [
    paint.bold(
      sentences(
        `${file}: ${plural(lines, 'line')}, ${plural(hosts.length, 'host')},`,
        `${plural(live.length, 'app')} (${seconds} s)`,
      ),
    ),
    ...live.flatMap((app) => [
      `  ${app.name}  ${paint.dim(`${app.fields.service} of project ${app.project} on ${app.host}`)}`,
      ...notes([...app.open.map((one) => `not certain: ${one}`), ...app.foreseen], width, theme),
    ]),
    ...leftLines(apps, theme),
    '',
    'Next: read the file, then `roost check`, `roost up` and `roost deploy APP --plan`',
  ];
}

function leftLines(apps: DraftApp[], theme: Theme): string[] {
  const left = apps.flatMap((app) => (app.left ? [{ ...app, left: app.left }] : []));
  if (left.length === 0) return [];
  return [
    theme.paint.yellow(`${plural(left.length, 'project')} left out, as a comment:`),
    ...left.flatMap(({ name, left: lines }) => [
      `  ${name}`,
      // Commands stay as they are, to be pasted.
      ...lines.flatMap((line) =>
        line.startsWith('\t') ? `    ${line.slice(1)}` : notes([line], theme.width, theme),
      ),
    ]),
  ];
}

const notes = (texts: string[], width: number, { paint }: Theme): string[] =>
  texts.flatMap((text) => wrap(text.replace(/\s+/g, ' '), width, '    ').map((line) => paint.dim(line)));

export function differenceLines({ hosts, added, vanished, changed }: Difference, { paint }: Theme): string[] {
  const lines = [
    ...hosts.map(({ name, stacks }) =>
      paint.green(`+ host ${name}, ${plural(stacks.projects.length, 'project')}`),
    ),
    ...added.map(({ name, project, host, left }) =>
      paint.green(`+ ${name}: project ${project} on ${host}${left ? `; left out: ${left[0]}` : ''}`),
    ),
    ...vanished.map(({ app, says }) => paint.red(`- ${app}: ${says}; take it out, or start it`)),
    ...changed.map(({ app, says }) => paint.yellow(`~ ${app}: ${says}`)),
  ];
  return lines.length > 0 ? lines : ['Nothing has changed since the fleet file was written.'];
}

export function addedLines(
  file: string,
  refused: { what: string; why: string; lines: string[] }[],
  { paint }: Theme,
): string[] {
  return [
    paint.bold(`${file} is written; read it, then \`roost check\``),
    ...refused.flatMap(({ what, why, lines }) => [
      paint.yellow(`By hand: ${what}: ${why}`),
      ...lines.map((line) => `    ${line}`),
    ]),
  ];
}
