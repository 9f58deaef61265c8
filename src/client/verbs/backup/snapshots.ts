import { RoostError } from '../../../errors';
import { repositoryOf } from '../../../inspect/repository';
import { appTag, partialTag, type Snapshot } from '../../../restic';
import type { Context } from '../../command/context';
import type { Reply } from '../../command/reply';
import { snapshotsLines, type DescribedSnapshot } from '../../output/backup/snapshots';
import type { Define } from '../types';

const help = `
Reads the repository only: needs neither Temporal nor a host. Snapshots without
an app are not from roost, and no policy removes them. Partial snapshots lack
files that could not be read.`;

export const defineSnapshots: Define = (program, act) =>
  program
    .command('snapshots')
    .description('list the snapshots of the backup repository')
    .argument('[app]', 'name of the app')
    .addHelpText('after', help)
    .action(act(snapshots));

async function snapshots(context: Context, app?: string): Promise<Reply> {
  const { apps } = await context.fleet();
  const restic = await repositoryOf(context, { log: (line) => context.screen.note(line) });
  const tags = app === undefined ? [] : [appTag(app), partialTag(app)];
  const found = (await restic.snapshots(...tags)).map(described);
  // An app that the fleet no longer has may still have its snapshots.
  if (app !== undefined && found.length === 0 && !Object.hasOwn(apps, app))
    throw new RoostError('UnknownApp', `Neither the fleet file nor the repository knows an app ${app}.`, {
      app,
    });
  return {
    json: { repository: restic.where, snapshots: found },
    lines: snapshotsLines(found, restic.where, context.screen.theme, context.now()),
  };
}

function described(snapshot: Snapshot): DescribedSnapshot {
  const named = (prefix: string): string | undefined =>
    snapshot.tags.find((tag) => tag.startsWith(prefix))?.slice(prefix.length);
  const [whole, partial] = [named(appTag('')), named(partialTag(''))];
  return {
    ...snapshot,
    app: whole ?? partial ?? null,
    partial: whole === undefined && partial !== undefined,
  };
}
