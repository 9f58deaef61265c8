import type { Context } from '../context';
import { repositoryOf } from '../direct/repository';
import type { Define } from '../program';
import type { Reply } from '../reply';

export const defineBackup: Define = (program, act) => {
  const backup = program.command('backup').description('the backup repository');
  backup.command('init').description('make the repository of the fleet file, where there is none; one that is there is left as it is').action(act(init));
};

async function init(context: Context): Promise<Reply> {
  const restic = await repositoryOf(context);
  const id = await restic.init();
  const { paint } = context.screen.theme;
  const lines = [
    `${paint.green('made')} the repository ${restic.where} (${id.slice(0, 8)})`,
    'Keep its password where no host of the fleet is: without it no backup can be read.',
  ];
  return { json: { repository: restic.where, id }, lines };
}
