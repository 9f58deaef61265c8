import { defaultPrefix, formerSettings } from '../../../install/settings';
import { realSystem } from '../../../install/system';
import { uninstall } from '../../../install/uninstall';
import type { Context } from '../../command/context';
import type { Reply } from '../../command/reply';
import type { Define } from '../types';

interface Options {
  prefix: string;
  purge?: boolean;
}

const help = `
Runs in progress stop; a new install with the same state continues them. The
user, its keys and the fleet file always stay.`;

export const defineUninstall: Define = (program, act) =>
  program
    .command('uninstall')
    .description('stop the services, remove units and programs, keep the state')
    .option('--prefix <folder>', 'folder of the versions', defaultPrefix)
    .option('--purge', "also remove the state: Temporal's database with all runs, the audit, the settings")
    .addHelpText('after', help)
    .action(act(run));

async function run(_context: Context, { prefix, purge = false }: Options): Promise<Reply> {
  const settings = formerSettings(prefix);
  if (!settings) return { json: { removed: [], kept: [] }, lines: [`Nothing is installed in ${prefix}.`] };
  const { removed, kept, commands, ran } = await uninstall(settings, purge, realSystem);
  const lines = [...removed.map((file) => `removed ${file}`), ...kept.map((name) => `kept ${name}`)];
  if (!ran)
    lines.push(
      'systemd does not run here or reads other folders. To stop the services:',
      ...commands.map((command) => `  systemctl ${command.join(' ')}`),
    );
  return { json: { removed, kept, commands, ran }, lines };
}
