import { reportFor } from '../../../errors';
import { inventoryOf } from '../../../inspect/secrets/inventory';
import type { Context } from '../../command/context';
import { Failed, type Reply } from '../../command/reply';
import { inventoryLines } from '../../output/secrets/inventory';
import type { Define } from '../types';

const help = `
Asks the hosts over SSH for the history of the encrypted files, as of the last
time roost fetched the repositories. Needs no key, and shows no value. The first
row is what to make anew first after a leak.`;

export const defineSecrets: Define = (program, act) => {
  const secrets = program.command('secrets').description('list the secrets of the fleet by name');
  secrets
    .command('inventory')
    .description('every secret: where it is, who can open it, when it was last changed')
    .addHelpText('after', help)
    .action(act(inventory));
};

async function inventory(context: Context): Promise<Reply> {
  const found = await inventoryOf(context);
  const lines = inventoryLines(found, context.screen.theme, context.now());
  const reply = { json: { ...found }, lines };
  const [first] = found.problems;
  if (!first) return reply;
  if (!context.screen.options.json) context.screen.print(lines);
  throw new Failed(reportFor(first.code, first.message, first.details), { ...reply, lines: [] });
}
