/** Removes releases with everything that is theirs only. */
import { untag } from '../../../host/commands/docker';
import { anyCode } from '../../../host/exit-code';
import { removeOneOffs } from '../../../host/oneoff';
import { shellScript } from '../../../lib/shell-script';
import { imageRef } from '../../../plan/names';
import type { ReleaseRecord } from '../../../protocol/release-record';
import type { ReleaseStepArgs } from '../../../protocol/steps/release';
import { readRecords } from '../../app/folder/records';
import type { StepSite } from '../../app/site';
import type { StepAnswer } from '../../declare';

const discard = shellScript(__dirname, 'discard');
const pruneParts = shellScript(__dirname, 'prune-parts');

/** A store of submodules may be large. */
const PRUNE_MS = 10 * 60_000;

export async function discardReleases(
  site: StepSite,
  args: ReleaseStepArgs['discardReleases'],
): Promise<StepAnswer> {
  const records = await readRecords(site);
  const atRisk = records.filter(
    ({ release, dataAtRisk }) => dataAtRisk && args.releases.includes(release) && !isUndo(site),
  );
  if (atRisk.length > 0) return keepAtRisk(site, args, atRisk);
  const kept = new Set(
    records
      .filter((r) => !args.releases.includes(r.release) || r.current)
      .flatMap((r) => Object.values(r.images).map((i) => i.ref)),
  );
  const going = records.filter((r) => args.releases.includes(r.release) && !r.current);
  for (const record of going) {
    // A run that was terminated has not taken its own away.
    if (record.operation) await site.change(removeOneOffs(record.operation), { timeout: 5 * 60_000 });
    const refs = refsOf(site.app.name, site.app.service, record).filter(
      (ref) => ref.startsWith(`roost/${site.app.name}-`) && !kept.has(ref),
    );
    if (refs.length > 0) await site.change(untag(...refs));
  }
  for (const release of args.releases.filter(
    (r) => !records.some((record) => record.release === r && record.current),
  )) {
    await site.change(
      discard(site.paths.release(release).folder, site.paths.mirror, `refs/roost/releases/${release}`),
    );
  }
  if (!isUndo(site)) await prune(site, records, args.releases);
  return `removed ${args.releases.join(', ')}`;
}

/** Whatever comes of it, the releases are gone: the next ones take it up again. */
async function prune(site: StepSite, records: ReleaseRecord[], gone: number[]): Promise<void> {
  const kept = records.filter((r) => r.current || !gone.includes(r.release));
  const commits = [...new Set(kept.flatMap(({ commit }) => commit ?? []))];
  await site.change(pruneParts(site.paths.mirror, ...commits), { ok: anyCode, timeout: PRUNE_MS });
}

/** The engine undoes no release before its data are back: what is at risk there has not been changed. */
const isUndo = ({ context }: StepSite): boolean => context.direction === 'undo';

async function keepAtRisk(
  site: StepSite,
  { releases }: ReleaseStepArgs['discardReleases'],
  atRisk: ReleaseRecord[],
): Promise<StepAnswer> {
  const stays = atRisk.map(({ release }) => release);
  const others = releases.filter((release) => !stays.includes(release));
  const note = others.length > 0 ? await discardReleases(site, { releases: others }) : 'removed none';
  const warnings = stays.map(
    (release) => `Release ${release} stays: it keeps the dump of data that are not known to be right.`,
  );
  return { note: typeof note === 'string' ? note : note.note, warnings };
}

/** Those that it names, and those under which its images were built or kept. */
function refsOf(
  app: string,
  service: string,
  { images, operation, strategy, rollback }: ReleaseRecord,
): string[] {
  const named = Object.values(images).map((i) => i.ref);
  const services = Object.keys(images).length > 0 ? Object.keys(images) : [service];
  const tag = strategy === 'adopted' && !rollback ? 'adopted' : operation;
  return [...new Set([...named, ...services.map((name) => imageRef(app, name, tag))])];
}
