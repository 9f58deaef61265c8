/**
 * Where files and folders are laid until they are swapped, and what forbids it: pure.
 * Errors: `PlaceUnfit`.
 */
import { posix } from 'node:path';
import { RoostError } from '../../errors';
import type { AppConfig } from '../../fleet/file/app/types';
import { sentences } from '../../lib/sentences';
import type { ItemPlace, RestoreItem } from '../../protocol/steps/restore';
import type { FoundPlace, RestoreWorld } from './world';

/** The items with the places that the planner has chosen for them. */
export function placed(
  items: RestoreItem[],
  found: Record<string, FoundPlace>,
  world: Pick<RestoreWorld, 'app' | 'containers' | 'others'>,
): RestoreItem[] {
  return items.map((item) => {
    if (item.kind !== 'folder' && item.kind !== 'sqlite') return item;
    const at = found[item.path];
    return at ? { ...item, place: placeOf(item.path, at, world) } : item;
  });
}

function placeOf(
  path: string,
  { links, inside, mount, apart }: FoundPlace,
  { app, containers, others = [] }: Pick<RestoreWorld, 'app' | 'containers' | 'others'>,
): ItemPlace {
  const all = [...containers, ...others];
  const writers = (folder: string): string[] =>
    all.filter(({ mounts }) => mounts.some((one) => shows(app, one, folder))).map(({ name }) => name);
  for (const link of links) {
    const [writer] = writers(posix.dirname(link.path));
    if (writer !== undefined)
      throw unfit(
        app,
        `${link.path} is a link, and container ${writer} can make such: a restore would go where it leads.`,
      );
  }
  if (links.some((link) => link.path === path))
    throw unfit(
      app,
      sentences(
        `${path} is a link: its place cannot be taken by a rename.`,
        'Make it a folder, by a bind mount where its files are to lie on another disk.',
      ),
    );
  if (mount)
    throw unfit(
      app,
      sentences(
        `${path} is a mount point: its place cannot be taken by a rename.`,
        'Restore what is in it by --path, one folder or file after the other.',
      ),
    );
  if (inside.length > 0)
    throw unfit(
      app,
      sentences(
        `${path} has mount points in it, which a rename would take away: ${inside.slice(0, 5).join(', ')}.`,
        'Restore by --path what is beside them.',
      ),
    );
  const link = links.at(-1);
  const [writer] = writers(posix.dirname(path));
  if (writer === undefined) return link ? { link } : {};
  if (link || apart)
    throw unfit(
      app,
      sentences(
        `Container ${writer} can write to ${posix.dirname(path)},`,
        "which is on another disk than the app's folder:",
        'a restore into it would not be safe from links that the container makes.',
        'Restore the whole folder that the container mounts.',
      ),
    );
  return { own: true };
}

/** Whether a container that has this mount can write to a folder of the app. */
function shows(app: AppConfig, { type, source }: { type: string; source: string }, folder: string): boolean {
  const path = posix.join(app.directory, folder);
  // Who has all of the app's folder has roost's own, too.
  return (
    type === 'bind' &&
    source !== app.directory &&
    source.startsWith(`${app.directory}/`) &&
    (path === source || path.startsWith(`${source}/`))
  );
}

const unfit = (app: AppConfig, why: string): RoostError =>
  new RoostError('PlaceUnfit', `${app.name}: ${why}`, { app: app.name });
