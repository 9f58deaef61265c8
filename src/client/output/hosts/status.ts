/** The status of hosts and apps, as text. Pure. */
import { driftNames } from '../../../drift/file';
import { fillIn } from '../../../errors/hint';
import { isWell, type Container } from '../../../inspect/containers';
import type { AppStatus, FleetStatus, HostStatus } from '../../../inspect/types';
import { plural } from '../../../lib/units';
import { releaseName } from '../../../plan/release-name';
import { appBackup, backupLines } from '../backup/status';
import { failureLines } from '../failure';
import { padEnd, width } from '../text';
import type { Theme } from '../theme';
import { ago } from '../time';
import { flagText, holdText, lockText } from './holders';

export interface StatusView {
  theme: Theme;
  now: Date;
  /** Every container, not only those that are not well. */
  full: boolean;
}

export function statusLines({ hosts, notAsked, backup }: FleetStatus, view: StatusView): string[] {
  const { paint } = view.theme;
  const lines = [...hosts.flatMap((host) => hostLines(host, backup, view)), ...backupLines(backup, view)];
  if (notAsked !== null)
    lines.push(
      '',
      paint.yellow(`Temporal did not answer: ${notAsked}`),
      paint.dim('  so runs are missing here, and a lock may be that of an ended run'),
    );
  return lines;
}

function hostLines(
  { host, apps, failure, look }: HostStatus,
  backup: FleetStatus['backup'],
  view: StatusView,
): string[] {
  const { paint } = view.theme;
  if (failure)
    return [
      `${paint.bold(host)}  ${paint.red('no answer')}`,
      ...failureLines({ ...failure, hint: fillIn(failure.hint, { HOST: host }) }, view.theme).map(
        (line) => `  ${line}`,
      ),
      ...lookLines(host, look, view),
      // Without the host, the age of its backups matters.
      ...Object.entries(backup?.apps ?? {}).flatMap(([name, app]) =>
        app.host === host ? [`  ${name}`, ...appBackup(app, view)] : [],
      ),
    ];
  const columns = {
    name: Math.max(...apps.map(({ app }) => app.length)),
    serving: Math.max(...apps.map((app) => width(serving(app, view.now)))),
  };
  return [
    paint.bold(host),
    ...lookLines(host, look, view),
    ...apps.flatMap((app) => [
      ...appLines(app, host, columns, view),
      ...appBackup(backup?.apps[app.app], view),
    ]),
  ];
}

/** What differed from the fleet file at the last check. */
function lookLines(
  host: string,
  look: HostStatus['look'],
  { theme: { paint }, now, full }: StatusView,
): string[] {
  if (!look) return [];
  const { drifts, at, failed } = look;
  const lines: string[] = [];
  if (drifts.length > 0)
    lines.push(
      paint.yellow(
        `  ${plural(drifts.length, 'thing')} not as the fleet file says: ${driftNames(drifts)}; seen ${ago(at, now)}, \`roost provision ${host} --plan\` shows both values`,
      ),
    );
  else if (full) lines.push(`  as the fleet file says: seen ${ago(at, now)}`);
  if (failed)
    lines.push(paint.yellow(`  not compared with the fleet file ${ago(failed.at, now)}: ${failed.code}`));
  return lines;
}

function appLines(
  app: AppStatus,
  host: string,
  columns: { name: number; serving: number },
  view: StatusView,
): string[] {
  const { theme, now } = view;
  const { paint } = theme;
  const name = padEnd(app.app, columns.name);
  const lines = [`  ${name}  ${padEnd(serving(app, now), columns.serving)}  ${stateOf(app, theme)}`];
  const add = (text: string): void => void lines.push(`    ${text}`);
  const stands = (one: Container): boolean =>
    isWell(one) || app.archived !== undefined || app.away !== undefined;
  for (const one of app.containers) if (view.full || !stands(one)) add(containerText(one, theme));
  if (app.start) add(`on ${host}, this starts it: ${paint.bold(app.start)}`);
  for (const { scope, flag } of app.flags) {
    const whole = scope === 'host' ? ' of the whole host' : '';
    add(paint.yellow(`maintenance page${whole}: ${flagText(flag, now)}`));
  }
  if (app.away && app.containers.some(isWell))
    add(paint.red(`it runs here all the same: stop it, ${app.away.host} serves it`));
  if (app.came) {
    const end = `\`roost move ${app.app} --confirm\` ends the way back`;
    add(`came from ${app.came.host}${app.came.at && `, ${ago(app.came.at, now)}`}; ${end}`);
  }
  if (app.hold) {
    const until = `no automatic deploy of it until \`roost resume ${app.app}\``;
    add(paint.yellow(`on hold: ${holdText(app.hold, now)}; ${until}`));
  }
  if (app.lock) add(`lock: ${lockText(app.lock, now)} (its run: ${app.lock.run})`);
  for (const left of app.leftovers) add(paint.yellow(`left behind: ${left}`));
  if (app.lastRun) add(`last run: ${lastRun(app.lastRun, theme, now)}`);
  return lines;
}

function serving({ current, slot, containers }: AppStatus, now: Date): string {
  if (!current) return containers.length > 0 ? 'not deployed by roost' : 'not deployed';
  const name = releaseName({
    release: current.release,
    commit: current.commit ?? null,
    version: current.version ?? null,
  });
  return [
    name,
    current.committedAt && `since ${ago(current.committedAt, now).replace(' ago', '')}`,
    slot && `on ${slot}`,
  ]
    .filter(Boolean)
    .join(', ');
}

const stateOf = ({ archived, away, containers }: AppStatus, theme: Theme): string => {
  if (away) return theme.paint.red(`serves on ${away.host}: the fleet file is to say so`);
  return archived !== undefined && !containers.some(isWell)
    ? theme.paint.dim(`archived since ${archived}`)
    : health(containers, theme);
};

function health(containers: Container[], { paint }: Theme): string {
  if (containers.length === 0) return paint.red('no containers');
  const lasting = containers.filter(({ ended }) => !ended);
  const well = lasting.filter(isWell).length;
  return well === lasting.length
    ? paint.green(`${plural(well, 'container')} up`)
    : paint.red(`${well} of ${plural(lasting.length, 'container')} up`);
}

function containerText(container: Container, { paint }: Theme): string {
  const text = `${container.name}  ${container.state}${container.health ? `, ${container.health}` : ''}`;
  return isWell(container) ? text : paint.red(text);
}

function lastRun(run: NonNullable<AppStatus['lastRun']>, { paint }: Theme, now: Date): string {
  const state = run.waiting ? paint.magenta('waits for a decision') : (run.outcome ?? run.status);
  return `${run.workflowId}, ${state}, ${ago(run.closedAt ?? run.startedAt, now)}`;
}
