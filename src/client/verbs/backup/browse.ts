import { repositoryOf } from '../../../inspect/repository';
import { openSnapshot, placesOf } from '../../../inspect/snapshot';
import { onlyIf } from '../../../lib/only-if';
import { sentences } from '../../../lib/sentences';
import { bytes } from '../../../lib/units';
import { appTag } from '../../../restic';
import type { Context } from '../../command/context';
import type { Reply } from '../../command/reply';
import type { Define } from '../types';

const help = `
Examples:
  roost browse phone                               the newest snapshot
  roost browse phone yesterday data/voicemails     a folder of it
  roost browse phone latest '*.mp3'                a search by name

It reads the repository. It needs neither Temporal nor any host.`;

export const defineBrowse: Define = (program, act) =>
  program
    .command('browse')
    .description('list or search the files of a snapshot')
    .argument('<app>', 'name of the app')
    .usage('[options] <app> [snapshot] [path]')
    .argument(
      '[at...]',
      sentences(
        'snapshot (latest, an id, a day or a time; default: latest),',
        'then a folder or file of the app, or a name with * or ?',
      ),
    )
    .option('--limit <n>', 'show at most so many', Number, 200)
    .addHelpText('after', help)
    .action(act(browse));

async function browse(
  context: Context,
  app: string,
  [wanted = 'latest', path]: string[],
  { limit }: { limit: number },
): Promise<Reply> {
  const { timeZone } = await context.fleet();
  const restic = await repositoryOf(context, { log: (line) => context.screen.note(line) });
  const found = await openSnapshot(restic, app, wanted, { now: context.now(), zone: timeZone });
  const nodes = found.nodes
    .filter(({ path: one }) => isMeant(one, path))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const shown = nodes.slice(0, limit);
  const { paint } = context.screen.theme;
  const more = nodes.length - shown.length;
  return {
    json: { snapshot: found.id, time: found.time, tag: appTag(app), files: shown, more },
    lines: [
      `${paint.bold(found.id.slice(0, 8))}  ${found.time.slice(0, 19).replace('T', ' ')}  ${app}`,
      ...shown.map(
        ({ path: one, type, size }) => `${(type === 'file' ? bytes(size) : type).padStart(9)}  ${one}`,
      ),
      ...onlyIf(shown.length === 0, '  nothing of that name'),
      ...onlyIf(more > 0, `  and ${more} more (--limit)`),
    ],
  };
}

/** What is right in a folder, the file itself, or what is named so anywhere. */
function isMeant(node: string, path: string | undefined): boolean {
  if (path === undefined) return node.split('/').length <= 3;
  if (/[*?]/.test(path)) {
    const pattern = path
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '[^/]*')
      .replaceAll('?', '[^/]');
    return new RegExp(`(^|/)${pattern}$`).test(node);
  }
  return placesOf(path).some((place) => {
    if (node === place) return true;
    return node.startsWith(`${place}/`) && !node.slice(place.length + 1).includes('/');
  });
}
