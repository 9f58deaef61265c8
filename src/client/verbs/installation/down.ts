import type { Context } from '../../command/context';
import type { Reply } from '../../command/reply';
import type { Define } from '../types';

export const defineDown: Define = (program, act) =>
  program
    .command('down')
    .description('stop gateway, worker and Temporal; runs continue at the next `roost up`')
    .action(act(stop));

async function stop({ env, screen }: Context): Promise<Reply> {
  const { down } = await import('../../../services/down');
  const ended = await down({ env, log: (line) => screen.note(line) });
  return { json: { ended }, lines: [] };
}
