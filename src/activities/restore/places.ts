/** What is where files and folders are to be swapped. */
import { plainText } from '../../lib/plain-text';
import { shellScript } from '../../lib/shell-script';
import type { FoundPlace } from '../../plan/restore/world';
import type { RestoreItem } from '../../protocol/steps/restore';
import type { Site } from '../app/site';

const places = shellScript(__dirname, 'places');

/** By path, of the items that have one. */
export async function foundPlaces(
  { host, app, paths }: Pick<Site, 'host' | 'app' | 'paths'>,
  items: RestoreItem[],
): Promise<Record<string, FoundPlace>> {
  const all = items.flatMap((item) => ('path' in item ? [item.path] : []));
  if (all.length === 0) return {};
  const { stdout } = await host.exec(places(app.directory, paths.restores, ...all));
  return Object.fromEntries(parsePlaces(stdout, all.length).map((found, i) => [all[i]!, found]));
}

export function parsePlaces(text: string, count: number): FoundPlace[] {
  const found = Array.from({ length: count }, (): FoundPlace => ({ links: [], inside: [] }));
  for (const line of text.split('\n')) {
    const [, number, word, name = ''] = /^(\d+) ([a-z]+)(?: (.*))?$/.exec(line) ?? [];
    const place = found[Number(number)];
    if (!place || number === undefined) continue;
    if (word === 'link') place.links.push({ path: name, to: '' });
    if (word === 'to' && place.links.length > 0) place.links.at(-1)!.to = name;
    if (word === 'inside') place.inside.push(plainText(name));
    if (word === 'mount') place.mount = true;
    if (word === 'apart') place.apart = true;
  }
  return found;
}
