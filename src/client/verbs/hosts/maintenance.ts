import { RoostError } from '../../../errors';
import { appOf, hostOf } from '../../../fleet/file';
import {
  clearFlagArgv,
  parseFlag,
  personFlag,
  readFlagArgv,
  replaceFlagArgv,
  setFlagArgv,
  type Flag,
} from '../../../host/maintenance';
import { proxied, proxyOf } from '../../../host/proxies';
import type { Host } from '../../../host/types';
import { isAlive } from '../../../inspect/ask-temporal';
import { within } from '../../../inspect/within';
import type { Context } from '../../command/context';
import type { Reply } from '../../command/reply';
import { flagText } from '../../output/hosts/holders';
import type { Define } from '../types';

interface MaintenanceOptions {
  all?: string;
  reason?: string;
  force?: boolean;
}

const help = `
Connects to the host over SSH; works while Temporal is down. No run removes a
flag that you set. \`on\` takes over the flag of a run. \`off\` removes any flag
except that of a run in progress.`;

export const defineMaintenance: Define = (program, act) => {
  const maintenance = program
    .command('maintenance')
    .description('turn the maintenance page on or off')
    .addHelpText('after', help);
  maintenance
    .command('on')
    .description('show the maintenance page')
    .argument('[app]', 'name of the app')
    .option('--all <host>', 'every app of a host')
    .option('--reason <text>', 'reason; stored in the flag')
    .action(act(on));
  maintenance
    .command('off')
    .description('remove the maintenance page')
    .argument('[app]', 'name of the app')
    .option('--all <host>', 'the flag of the whole host')
    .option('--force', 'also remove the flag of a run in progress')
    .action(act(off));
};

async function on(context: Context, name: string | undefined, options: MaintenanceOptions): Promise<Reply> {
  const { what, host, path, textOf } = await target(context, name, options);
  const line = textOf(personFlag(context.by, context.now().toISOString(), options.reason));
  const before = (await within(host.name, host.exec(setFlagArgv(path, line)))).stdout.trim();
  const former = before ? parseFlag(before) : null;
  if (former?.owner === 'roost') await host.exec(replaceFlagArgv(path, line));
  const kept = former?.owner === 'person';
  const change = kept
    ? `was on already, ${flagText(former, context.now())}`
    : former
      ? `is yours now; it was ${flagText(former, context.now())}`
      : 'is on';
  return {
    json: { ...what, on: true, changed: !kept, former },
    lines: [`The maintenance page of ${what.app ?? what.host} ${change}.`],
  };
}

async function off(context: Context, name: string | undefined, options: MaintenanceOptions): Promise<Reply> {
  const { what, host, path } = await target(context, name, options);
  const { stdout } = await within(host.name, host.exec(readFlagArgv(path)));
  const [there, ...text] = stdout.split('\n');
  if (there !== 'present')
    return {
      json: { ...what, on: false, changed: false, former: null },
      lines: [`The maintenance page of ${what.app ?? what.host} was off already.`],
    };
  const former = parseFlag(text.join('\n'));
  if (!options.force) await refuseWhileRunning(context, former);
  await host.exec(clearFlagArgv(path, false));
  return {
    json: { ...what, on: false, changed: true, former },
    lines: [
      `The maintenance page of ${what.app ?? what.host} is off; it was ${flagText(former, context.now())}.`,
    ],
  };
}

async function refuseWhileRunning(context: Context, flag: Flag): Promise<void> {
  if (flag.owner !== 'roost' || (await isAlive(context, flag.workflowId)) !== 'running') return;
  throw new RoostError(
    'Locked',
    `The flag is that of run ${flag.workflowId}, which is in progress; --force removes it`,
    { run: flag.workflowId },
  );
}

async function target(
  context: Context,
  name: string | undefined,
  { all }: MaintenanceOptions,
): Promise<{
  what: { app: string | null; host: string };
  host: Host;
  path: string;
  textOf: (line: string) => string;
}> {
  if ((name === undefined) === (all === undefined))
    throw new RoostError('BadRequest', 'Name an app, or a host with --all', { option: '--all' });
  const fleet = await context.fleet();
  const config = hostOf(fleet, all ?? appOf(fleet, name!).host);
  if (!config.proxy)
    throw new RoostError(
      'HostMisconfigured',
      `Host ${config.name} has no proxy in the fleet file, so there is no maintenance page`,
      { host: config.name },
    );
  const { flag, flagText } = proxyOf(config.proxy);
  const behind = Object.values(fleet.apps).filter((app) => app.host === config.name);
  const apps = behind.filter((app) => name === undefined || app.name === name).map(proxied);
  return {
    what: { app: name ?? null, host: config.name },
    host: await context.host(config),
    path: flag(name ?? null),
    textOf: (line) => flagText(line, name ?? null, apps),
  };
}
