import { RoostError } from '../../errors';
import { appTag, type Snapshot } from '../../restic';
import type { Context } from '../context';
import { repositoryOf } from '../direct/repository';
import { snapshotsLines } from '../output/snapshots';
import type { Define } from '../program';
import type { Reply } from '../reply';

const help = `
Straight from the repository: it needs neither Temporal nor any host. Snapshots
without an app are those that were there before roost; no policy forgets them.`;

export const defineSnapshots: Define = (program, act) =>
  program
    .command('snapshots')
    .description('list what the backup repository holds')
    .argument('[app]', 'name of the app')
    .addHelpText('after', help)
    .action(act(snapshots));

async function snapshots(context: Context, app?: string): Promise<Reply> {
  const { apps } = await context.fleet();
  const restic = await repositoryOf(context);
  const found = (await restic.snapshots(app === undefined ? undefined : appTag(app))).map(described);
  // An app that the fleet no longer has may still have its snapshots.
  if (app !== undefined && found.length === 0 && !Object.hasOwn(apps, app))
    throw new RoostError('UnknownApp', `Neither the fleet file nor the repository knows an app ${app}.`, { app });
  return { json: { repository: restic.where, snapshots: found }, lines: snapshotsLines(found, restic.where, context.screen.theme, context.now()) };
}

export interface DescribedSnapshot extends Snapshot {
  /** Null: made by somebody else. */
  app: string | null;
}

const described = (snapshot: Snapshot): DescribedSnapshot => ({
  ...snapshot,
  app: snapshot.tags.find((tag) => tag.startsWith(appTag('')))?.slice(appTag('').length) ?? null,
});
