import { RoostError, reportFor } from '../../../errors';
import type { AppConfig, Fleet, HostConfig } from '../../../fleet/file';
import { didYouMean } from '../../../fleet/file/problems/suggest';
import { backupFindings } from '../../../inspect/check/backup';
import { firstSteps } from '../../../inspect/check/first';
import { hostRows } from '../../../inspect/check/fleet';
import { hereFindings } from '../../../inspect/check/here';
import { about } from '../../../inspect/check/types';
import type { Context } from '../../command/context';
import { Failed, type Reply } from '../../command/reply';
import { checkLines } from '../../output/hosts/check';
import type { Define } from '../types';

const help = `
Changes nothing. Works while Temporal is down. Reads the contract of an app from
the head of its branch, by a shallow fetch on its host.`;

export const defineCheck: Define = (program, act) =>
  program
    .command('check')
    .description('check whether hosts and apps are ready for a deploy, and print remedies')
    .argument('[names...]', 'hosts (with their apps) and apps; default: all')
    .option('--offline', 'only the fleet file and this machine')
    .option('--fix-hints', 'end with what to do, in its order')
    .addHelpText('after', help)
    .action(act(check));

interface CheckOptions {
  offline?: boolean;
  fixHints?: boolean;
}

async function check(context: Context, names: string[], options: CheckOptions): Promise<Reply> {
  // An invalid fleet file fails here, with all its problems.
  const fleet = await context.fleet();
  const apps = chosen(fleet, names);
  const hosts = options.offline ? [] : hostsOf(fleet, names, apps);
  const [here, backup, ...found] = await Promise.all([
    hereFindings(fleet, context.env),
    backupFindings(context, fleet, options.offline === true),
    ...hosts.map((host) =>
      hostRows(
        context,
        host,
        apps.filter((app) => app.host === host.name),
      ),
    ),
  ]);
  const rows = [...about('here', [...here, ...backup]), ...found.flat()];
  const first = options.fixHints ? firstSteps(rows) : undefined;
  const lines = checkLines(rows, context.screen.theme, first);
  const failed = rows.filter(({ state }) => state === 'fail').length;
  const json = first ? { rows, first } : { rows };
  if (failed === 0) return { json, lines };
  if (!context.screen.options.json) context.screen.print(lines);
  throw new Failed(reportFor('CheckFailed', `${failed} checks failed`, { failed }), {
    json,
    lines: [],
  });
}

/** Apps by their own names, or by those of their hosts. */
function chosen({ apps, hosts }: Fleet, names: string[]): AppConfig[] {
  const known = [...Object.keys(apps), ...Object.keys(hosts)];
  for (const name of names) {
    if (!known.includes(name))
      throw new RoostError(
        'UnknownApp',
        `There is neither an app nor a host ${name}${didYouMean(name, known)}`,
        { name },
      );
  }
  return Object.values(apps).filter(
    (app) => names.length === 0 || names.includes(app.name) || names.includes(app.host),
  );
}

function hostsOf({ hosts }: Fleet, names: string[], apps: AppConfig[]): HostConfig[] {
  return Object.values(hosts).filter(
    ({ name }) => names.length === 0 || names.includes(name) || apps.some((app) => app.host === name),
  );
}
