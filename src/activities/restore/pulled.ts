/** What a move has pulled into the staging, as if it were a snapshot. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MANIFEST, parseManifest } from '../../backup';
import { dataOf } from '../../plan/backup/sources';
import type { HeldNode } from '../../plan/restore/held';
import { selectItems, type Selection } from '../../plan/restore/items';
import type { Site } from '../app/site';
import { requirePulled } from '../backup/steps/pull';
import { heldSources, withVolumes, type SnapshotContent } from './facts';

/** Errors: `StalePull` where another run has pulled since. */
export async function pulledContent(site: Site, operation: string): Promise<SnapshotContent> {
  const { app } = site;
  const root = await requirePulled(site, operation);
  const manifest = parseManifest(await readFile(join(root, MANIFEST), 'utf8'));
  return {
    nodes: await nodesIn(root),
    manifest,
    facts: {
      id: operation,
      time: manifest?.madeAt ?? new Date().toISOString(),
      host: manifest?.host ?? app.host,
      commit: manifest?.release.commit ?? null,
      version: manifest?.release.version ?? undefined,
      root,
    },
  };
}

/** All that the fleet file names of its data, for a restore on that site. */
export async function pulledItems(
  site: Site & { context: { operation: string } },
  project: string,
): Promise<Selection> {
  const { nodes, manifest } = await pulledContent(site, site.context.operation);
  const selected = selectItems(site.app, heldSources(dataOf(site.app), manifest), nodes, { into: 'live' });
  const items = await withVolumes(site, { ...site.app, project }, selected.items, manifest);
  return { ...selected, items };
}

async function nodesIn(root: string): Promise<HeldNode[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return Promise.all(
    entries.map(async (entry): Promise<HeldNode> => {
      const path = join(entry.parentPath, entry.name);
      const isFile = entry.isFile();
      const { size, mtime } = isFile ? await stat(path) : { size: 0, mtime: new Date(0) };
      return { path: path.slice(root.length + 1), isFile, bytes: size, modified: mtime.toISOString() };
    }),
  );
}
