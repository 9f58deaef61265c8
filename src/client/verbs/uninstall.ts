import { defaultPrefix, formerSettings } from '../../install/settings';
import { realSystem } from '../../install/system';
import { uninstall } from '../../install/uninstall';
import type { Context } from '../command/context';
import type { Reply } from '../command/reply';
import type { Define } from './types';

interface Options {
  prefix: string;
  purge?: boolean;
}

const help = `
Runs that are under way stop where they are; installed again on the same state
they go on. The user, its keys and the fleet file are left in any case.`;

export const defineUninstall: Define = (program, act) =>
  program
    .command('uninstall')
    .description('end the installed services, remove their units and programs; the state stays')
    .option('--prefix <folder>', 'where the versions lie', defaultPrefix)
    .option('--purge', "remove the state too: Temporal's database with all runs, the audit, the settings")
    .addHelpText('after', help)
    .action(act(run));

async function run(_context: Context, { prefix, purge = false }: Options): Promise<Reply> {
  const settings = formerSettings(prefix);
  if (!settings) return { json: { removed: [], kept: [] }, lines: [`Nothing is installed in ${prefix}.`] };
  const { removed, kept, commands, ran } = await uninstall(settings, purge, realSystem);
  return {
    json: { removed, kept, commands, ran },
    lines: [
      ...removed.map((file) => `removed ${file}`),
      ...kept.map((what) => `kept ${what}`),
      ...(ran
        ? []
        : [
            'systemd does not run here, or reads no units from there. Where it did:',
            ...commands.map((command) => `  systemctl ${command.join(' ')}`),
          ]),
    ],
  };
}
