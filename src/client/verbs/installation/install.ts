import { join } from 'node:path';
import { install, type Installed } from '../../../install/install';
import { commandFile, layout, stateFolder } from '../../../install/layout';
import { prepare, versionFolder, warningsOf, type Prepared } from '../../../install/prepare';
import { defaultPrefix, defaults, settle, unitFile } from '../../../install/settings';
import { realSystem } from '../../../install/system';
import type { Settings } from '../../../install/types';
import type { Context } from '../../command/context';
import { port, type GlobalOptions } from '../../command/options';
import type { Reply } from '../../command/reply';
import { pairs } from '../../output/text';
import type { Define } from '../types';

interface Options extends Partial<Omit<Settings, 'stateHome' | 'envFile' | 'temporal'>> {
  state?: string;
  env?: string;
  /** Commander's word for `--no-temporal`; true without it. */
  temporal: boolean;
  dryRun?: boolean;
}

const help = `
Installs this build beside the installed versions, writes hardened systemd units
for Temporal, worker and gateway, and starts them. Without options it keeps the
options of the last install. No unit contains a secret: put settings of the
services into the file of --env, which only root can read.

Update: get the new code, run \`npm ci --ignore-scripts --omit=dev\`, then
\`sudo ./roost install\`. The worker hands over its steps, and runs continue.
Back to the previous version: \`sudo PREFIX/previous/roost install\`. Runs that a
newer version started may wait until it is installed again.

To take over the state of \`roost up\`: run \`roost down\`, install, stop the
services, replace the files of the state folder by those of
~/.local/state/roost, give them to the user of the services, start the services.
Examples:
  sudo roost install --fleet /etc/roost/fleet.yaml
  sudo roost install --user deploy     use an account with the SSH keys
  roost install --dry-run              print units and commands, change nothing`;

export const defineInstall: Define = (program, act) =>
  program
    .command('install')
    .description('install or update this version as systemd services; runs continue')
    .option('--user <name>', `account of the services; created if missing (default: ${defaults.user})`)
    .option('--prefix <folder>', `folder of the versions (default: ${defaultPrefix})`)
    .option('--unit-dir <folder>', `folder of the units (default: ${defaults.unitDir})`)
    .option('--bin-dir <folder>', `folder of the command roost (default: ${defaults.binDir})`)
    .option('--state <folder>', `parent of the state folder roost (default: ${defaults.stateHome})`)
    .option('--env <file>', `file with settings of the services (default: ${defaults.envFile})`)
    .option('--port <port>', `port of Temporal's own server (default: ${defaults.port})`, port)
    .option('--ui-port <port>', `port of Temporal's UI (default: ${defaults.uiPort})`, port)
    .option('--no-temporal', 'use the Temporal of TEMPORAL_ADDRESS in the file of --env')
    .option('--dry-run', 'print the changes and make none')
    .addHelpText('after', help)
    .action(act((context, options: Options) => run(context, options, program.opts<GlobalOptions>().fleet)));

async function run({ env, fleetFile, screen }: Context, options: Options, fleet?: string): Promise<Reply> {
  const { state: stateHome, env: envFile, temporal, dryRun, ...rest } = options;
  const settings = settle(
    { ...rest, stateHome, envFile, fleet, temporal: temporal ? undefined : false },
    fleetFile,
  );
  const root = join(__dirname, '..', '..', '..', '..');
  const prepared = prepare(settings, root, env, realSystem);
  if (dryRun) return plan(prepared);
  const done = await install(prepared, { root, env, system: realSystem, log: (line) => screen.note(line) });
  return {
    json: { settings, version: prepared.version, former: prepared.former ?? null, ...done },
    lines: installedLines(prepared, done),
  };
}

function plan(prepared: Prepared): Reply {
  const { settings, version, former, units, obsolete, account } = prepared;
  const warnings = account ? warningsOf(prepared, account, realSystem) : [];
  const newAccount = account ? [] : [`would add the user ${settings.user}`];
  const files = units.map(([name, text]) => ({ file: unitFile(settings, name), text }));
  const lines = [
    ...where(prepared),
    ...newAccount,
    ...obsolete.map((name) => `would remove ${unitFile(settings, name)}`),
    ...files.flatMap(({ file, text }) => ['', `--- ${file}`, ...text.trimEnd().split('\n')]),
    '',
    ...warned(warnings),
    'Nothing was changed.',
  ];
  return {
    json: { dryRun: true, settings, version, former: former ?? null, files, obsolete, warnings },
    lines,
  };
}

const warned = (warnings: string[]): string[] => warnings.map((text) => `warning: ${text}`);

const versionText = ({ version, former }: Prepared): string =>
  former && former !== version ? `${version} (before: ${former})` : version;

const where = (prepared: Prepared): string[] =>
  pairs(
    [
      ['version', versionText(prepared)],
      ['programs', versionFolder(prepared)],
      ['units', prepared.units.map(([name]) => unitFile(prepared.settings, name))],
      ['command', commandFile(prepared.settings)],
      ['state', stateFolder(prepared.settings)],
      ['settings', prepared.settings.envFile],
      ['fleet', prepared.settings.fleet],
      ['user', prepared.settings.user],
    ],
    '',
  );

function installedLines(prepared: Prepared, done: Installed): string[] {
  const { settings, version, former } = prepared;
  const lines = [
    ...where(prepared),
    ...done.discarded.map((name) => `removed the old version ${name}`),
    ...warned(done.warnings),
    done.switched ? `${version} is installed.` : `${version} was installed already.`,
  ];
  if (!done.ran)
    lines.push(
      'systemd does not run here or reads other folders. To start the services:',
      ...done.commands.map((command) => `  systemctl ${command.join(' ')}`),
    );
  if (done.switched && former)
    lines.push(`Back to ${former}: ${join(layout(settings.prefix).previous, 'roost')} install`);
  return lines;
}
