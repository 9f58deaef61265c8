/** What restores keep on a host: their records, and the removal of what was kept long enough. */
import { posix } from 'node:path';
import { RoostError } from '../../errors';
import { removePath } from '../../host/files';
import { shellScript } from '../../lib/shell-script';
import type { RestoreRecord } from '../../protocol/steps/restore';
import type { Site, StepSite } from '../app/site';
import { dropLoadedItem, isFormer, swapItem } from './restore';

const list = shellScript(__dirname, 'list-restores');

/** Oldest first; what cannot be read is none. */
export async function readRestores({ host, paths }: Pick<Site, 'host' | 'paths'>): Promise<RestoreRecord[]> {
  const { stdout } = await host.exec(list(paths.restores));
  return stdout
    .split('\0')
    .flatMap((text): RestoreRecord[] => {
      try {
        const record = JSON.parse(text) as RestoreRecord;
        return /^[0-9a-f]{10}$/.test(record.operation) && Array.isArray(record.sources) ? [record] : [];
      } catch {
        return [];
      }
    })
    .sort((a, b) => a.at.localeCompare(b.at));
}

/** Of restores whose time is over. Returns how many, and a warning for each that could not be removed. */
export async function dropOldRestores(site: StepSite): Promise<{ dropped: number; warnings: string[] }> {
  const now = new Date().toISOString();
  const { operation } = site.context;
  const over = (await readRestores(site)).filter((one) => one.operation !== operation && one.keptUntil < now);
  const warnings: string[] = [];
  for (const old of over) {
    try {
      await dropKept(site, old);
    } catch (error) {
      if (!(error instanceof RoostError) || error.code !== 'SwapFailed') throw error;
      warnings.push(`What the restore ${old.operation} keeps was not removed: ${error.message}`);
    }
  }
  return { dropped: over.length - warnings.length, warnings };
}

async function dropKept(
  site: StepSite,
  { operation, into, sources, begun, undone }: RestoreRecord,
): Promise<void> {
  for (const item of sources) {
    const isBeside = into === 'scratch' || undone !== undefined;
    if (isBeside || (begun && (await isFormer(site, item, operation))))
      await dropLoadedItem(site, item, operation);
    else await swapItem(site, item, operation, 'drop-kept');
  }
  const folder = posix.join(site.paths.restores, operation);
  await site.change(removePath(folder), { timeout: 10 * 60_000 });
}
