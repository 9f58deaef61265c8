/** Every kind of data of an app. */
import { posix } from 'node:path';
import { RoostError } from '../../errors';
import { canonicalJson, digestOf } from '../../lib/digest';
import type { releasePaths } from '../../plan/names';
import type { CopySource, SourceKind } from '../../protocol/data';
import type { Site, StepSite } from '../app/site';
import { config } from './config';
import { folder } from './folder';
import { refuseLoss } from './last';
import { mariadb } from './mariadb';
import { postgres } from './postgres';
import { redis } from './redis';
import { script } from './script';
import { sqlite } from './sqlite';
import type { DataKind, InPlace, SizeFacts } from './types';
import { untracked } from './untracked';
import { volume } from './volume';

export type { InPlace } from './types';

type ReleasePaths = ReturnType<typeof releasePaths>;

export const kinds: { [K in SourceKind]: DataKind<K> } = {
  script,
  postgres,
  mariadb,
  redis,
  sqlite,
  folder,
  volume,
  untracked,
  config,
};

/** The compiler cannot follow a kind from a source to its folder. */
const kindOf = ({ kind }: CopySource): DataKind<never> => kinds[kind] as unknown as DataKind<never>;

export const stagedAs = (source: CopySource): string => kindOf(source).stagedAs(source as never);

/** Copies a source and reads the copy back. Errors: those of the kind. */
export async function copy(
  site: StepSite,
  source: CopySource,
  folder: string,
  running?: string[],
): Promise<{ note: string; warnings: string[] }> {
  const { note, empty, warnings = [] } = await kindOf(source).copy(site, source as never, folder, running);
  if (empty !== undefined) await refuseLoss(site, source, stagedAs(source), empty);
  return { note, warnings };
}

const keptEnds: Partial<Record<SourceKind, string>> = { postgres: 'dump', mariadb: 'sql', redis: 'rdb' };

/** Of what a source is kept as, in a folder of such. */
export const keptName = (source: CopySource): string =>
  `${source.kind}-${digestOf(canonicalJson(source))}.${keptEnds[source.kind] ?? 'tar'}`;

/** Where a release keeps a source from before its migration. */
export const keptFile = (release: ReleasePaths, source: CopySource): string =>
  source.kind === 'postgres' ? release.dump : posix.join(release.before, keptName(source));

/** Keeps a source before a migration. Errors: `DumpFailed`, and those of a copy. */
export async function keep(site: StepSite, source: CopySource, file: string): Promise<string> {
  const { keep: keeps } = kindOf(source);
  if (!keeps) throw noWay(site, source);
  return keeps(site, source as never, file);
}

/** Puts back what was kept. Errors: `RestoreFailed`, `DumpMissing`, `DiskFull`. */
export async function putBack(site: StepSite, source: CopySource, file: string): Promise<void> {
  const { putBack: puts } = kindOf(source);
  if (!puts) throw noWay(site, source);
  return puts(site, source as never, file);
}

/** A plan has none of these. */
const noWay = (site: StepSite, source: CopySource): RoostError =>
  new RoostError('RestoreFailed', `No data of kind ${source.kind} can be put back.`, { app: site.app.name });

/** What is pulled from where it is. */
export const inPlace = (site: { directory: string }, all: CopySource[]): InPlace[] =>
  all.flatMap((source) => kindOf(source).inPlace?.(site, source as never) ?? []);

/** Bytes by kind; null: not known, or there is none of that kind. */
export async function sizesOf(
  site: Site,
  all: CopySource[],
  facts: SizeFacts,
): Promise<Record<SourceKind, number | null>> {
  const entries = (Object.keys(kinds) as SourceKind[]).map(async (kind) => {
    const sources = all.filter((source) => source.kind === kind);
    const kindOfAll = kinds[kind] as unknown as DataKind<never>;
    return [kind, sources.length > 0 ? await kindOfAll.size(site, sources as never[], facts) : null] as const;
  });
  return Object.fromEntries(await Promise.all(entries)) as Record<SourceKind, number | null>;
}
