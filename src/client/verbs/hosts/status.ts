import { errors, reportFor } from '../../../errors';
import { appOf } from '../../../fleet/file';
import { fleetStatus } from '../../../inspect/status';
import type { Context } from '../../command/context';
import { Failed, type Reply } from '../../command/reply';
import { statusLines } from '../../output/hosts/status';
import type { Define } from '../types';

const help = `
Connects to all hosts over SSH, for ten seconds at most; works while Temporal is
down. Reads the state of the backups from files of the control host. Exits with
${errors.HostUnreachable.exit} if a host does not answer.`;

export const defineStatus: Define = (program, act) =>
  program
    .command('status')
    .description('show serving releases, containers, maintenance, locks, backups and leftovers')
    .argument('[app]', 'only this app, with all its containers')
    .addHelpText('after', help)
    .action(act(status));

async function status(context: Context, name?: string): Promise<Reply> {
  const fleet = await context.fleet();
  const found = await fleetStatus(
    context,
    fleet,
    name === undefined ? Object.values(fleet.apps) : [appOf(fleet, name)],
  );
  const lines = statusLines(found, {
    theme: context.screen.theme,
    now: context.now(),
    full: name !== undefined,
  });
  const json = { ...found };
  const [unseen] = found.hosts.filter(({ failure }) => failure);
  if (!unseen?.failure) return { json, lines };
  if (!context.screen.options.json) context.screen.print(lines);
  throw new Failed(reportFor(unseen.failure.code, unseen.failure.message, unseen.failure.details), {
    json,
    lines: [],
  });
}
