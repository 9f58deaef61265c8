/** What restores keep on a host: their records, and the removal of what was kept long enough. */
import { posix } from 'node:path';
import { RoostError } from '../../errors';
import { removePath } from '../../host/files';
import { sentences } from '../../lib/sentences';
import { shellScript } from '../../lib/shell-script';
import type { AppScope } from '../../protocol/scope';
import type { RestoreRecord } from '../../protocol/steps/restore';
import type { Site, StepSite } from '../app/site';
import { dropLoadedItem, isFormer, isKept, swapItem, swapWord } from './restore';

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
  const { operation } = site.context;
  const over = (await readRestores(site)).filter((one) => one.operation !== operation && isOver(one));
  const warnings: string[] = [];
  const half = over.length > 0 ? await halfRestored(site, site.scope) : null;
  let dropped = 0;
  for (const old of over) {
    // What leads back from there is needed however late.
    if (old.operation === half?.operation) continue;
    try {
      if (await dropKept(site, old)) dropped += 1;
    } catch (error) {
      if (!(error instanceof RoostError) || error.code !== 'SwapFailed') throw error;
      warnings.push(`What the restore ${old.operation} keeps was not removed: ${error.message}`);
    }
  }
  return { dropped, warnings };
}

const isOver = ({ keptUntil }: RestoreRecord): boolean => keptUntil < new Date().toISOString();

/**
 * Bytes, about: what the next `dropOldRestores` frees. `database`: of the live PostgreSQL, since a
 * dump is smaller than what was loaded of it.
 */
export async function bytesOfOldRestores(
  site: Pick<Site, 'host' | 'paths'>,
  database: number | null,
): Promise<number> {
  const going = (await readRestores(site)).filter(
    (one) => isOver(one) && (one.unsanitized === undefined || one.undone !== undefined),
  );
  return going
    .flatMap(({ sources }) => sources)
    .reduce((sum, { kind, bytes }) => sum + Math.max(bytes, kind === 'postgres' ? (database ?? 0) : 0), 0);
}

/**
 * Nothing is deployed over data of another app that the app's own script has not gone through.
 * Errors: `NotSanitized`.
 */
export async function refuseUnsanitized(site: Site, scope: AppScope): Promise<void> {
  const all = await readRestores(site);
  for (const { unsanitized, undone, operation, workflowId, sources } of all) {
    if (unsanitized === undefined || undone !== undefined) continue;
    const look = { ...site, scope, context: { operation } };
    // Who cannot be asked may have them.
    const kept = await Promise.all(sources.map((item) => isKept(look, item, operation).catch(() => true)));
    if (kept.includes(true))
      throw new RoostError(
        'NotSanitized',
        sentences(
          `${workflowId} has put data of ${unsanitized} in place of those of ${site.app.name},`,
          'and was ended before scripts.sanitize had ended well on them:',
          `\`roost restore undo ${workflowId}\` first.`,
        ),
        { app: site.app.name, run: workflowId },
      );
  }
}

/** False: it is needed yet. */
/**
 * The restore whose script was ended in the middle, so that the live data may be half of what they are to be;
 * null: there is none, or a newer one has brought them since.
 */
export async function halfRestored(site: Site, scope: AppScope): Promise<RestoreRecord | null> {
  const scripts = (await readRestores(site)).filter(
    ({ into, sources }) => into === 'live' && sources.some(({ kind }) => kind === 'script'),
  );
  const last = scripts.at(-1);
  const item = last?.sources.find(({ kind }) => kind === 'script');
  if (!last || !item) return null;
  const word = await swapWord({ ...site, scope, context: last }, item, last.operation);
  return word === 'bringing' || word === 'returning' ? last : null;
}

/** No release starts on them. Errors: `HalfRestored`. */
export async function refuseHalfRestored(site: Site, scope: AppScope): Promise<void> {
  const half = await halfRestored(site, scope);
  if (half)
    throw new RoostError(
      'HalfRestored',
      sentences(
        `${half.workflowId} was ended while the restore script of ${site.app.name} was changing its data,`,
        'or while they were put back: they may be half of what they are to be.',
      ),
      { app: site.app.name, run: half.workflowId },
    );
}

async function dropKept(
  site: StepSite,
  { operation, into, sources, begun, undone, unsanitized }: RestoreRecord,
): Promise<boolean> {
  // They are in place: who undoes it needs what is kept.
  if (unsanitized !== undefined && undone === undefined)
    for (const item of sources) if (!(await isFormer(site, item, operation))) return false;
  for (const item of sources) {
    const isBeside = into === 'scratch' || undone !== undefined;
    if (isBeside || (begun && (await isFormer(site, item, operation))))
      await dropLoadedItem(site, item, operation);
    else await swapItem(site, item, operation, 'drop-kept');
  }
  const folder = posix.join(site.paths.restores, operation);
  await site.change(removePath(folder), { timeout: 10 * 60_000 });
  return true;
}
